using JobWorker.Host.Api;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Catalog.Api;
using JobWorker.Host.Cluster.Requests;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Listening;
using JobWorker.Host.Intake;
using Prometheus;

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
app.UseExceptionHandler();
app.UseRouting();
app.UseDoors();

app.MapActorsHandlers().ForSidecar();
app.MapIntake().ForSidecar();
app.MapEgress().ForSidecar();
app.MapJobApi().ForPublic();
app.MapJobList().ForPublic();
app.MapJobOperations().ForPublic();
app.MapCallbackApi().ForPublic();
app.MapOperations().ForPublic();
app.MapJobLogs().ForPublic();
app.MapJobVerification().ForPublic();
app.MapIntakeApi().ForPublic();
app.MapMetrics().ForPublic();
app.MapHealth();

app.LogStart();
app.Services.GetRequiredService<Templates>().ReadAll();
await app.RunAsync();
return 0;
