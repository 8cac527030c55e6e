using JobWorker.Host.Api;
using JobWorker.Host.Cluster.Requests;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Listening;
using JobWorker.Host.Hosting.Listening.Access;
using JobWorker.Host.Hosting.Logging;
using JobWorker.Host.Hosting.Settings;
using JobWorker.Host.Ojs.Http;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Configuration.AddOldNames();
builder.AddConsoleLog();
if (builder.UseListeners() is { } taken)
{
    await Console.Error.WriteLineAsync(taken);
    return 1;
}

builder.AddJobWorker();

await using var app = builder.Build();
if (app.WrongSettings() is { } wrong)
{
    await Console.Error.WriteLineAsync(wrong);
    return 1;
}

app.UseProblems();
app.UseRouting();
app.UseDoors();
app.UseOjsGate();
app.UseAccess();
app.MapRoutes();

app.LogStart();
app.Services.GetRequiredService<Templates>().ReadAll();
await app.RunAsync();
return 0;
