using JobWorker.Ojs.Client;
using JobWorker.Ojs.Client.Jobs;
using JobWorker.Ojs.Client.Workflows;
using JobWorker.Ojs.Client.Working;

// Enqueues a few jobs and works them until Ctrl+C; --once ends when the last of them has been done.
var address = Environment.GetEnvironmentVariable("OJS_URL") ?? "http://127.0.0.1:8080";
using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};

var client = new OjsClient(http);
await client.EnqueueAllAsync([
    new JobRequest("mail.send", new { To = "ann@example.com" }),
    new JobRequest("mail.send", new { To = "nobody" })
    {
        Options = new JobOptions { Retry = new RetryOptions { MaxAttempts = 2 } },
    },
    new JobRequest("report.make", 2026) { Options = new JobOptions { Priority = 10 } },
]);
await client.Workflows.StartAsync(WorkflowRequest.Chain(new JobRequest("sum.add", 1, 2), new JobRequest("sum.show")));

var worker = new OjsWorker(client, new OjsWorkerOptions { Concurrency = 4, OnTrouble = e => Console.Error.WriteLine(e.Message) })
    .Handle("report.make", context => Say(context, $"the report of {context.Arg<int>()}"))
    .Handle("mail.send", context => context.Job.Args[0]!["to"]!.GetValue<string>() is var to && to.Contains('@')
        ? Say(context, $"a mail to {to}")
        : throw new JobFailedException("invalid_address", $"{to} is no address."))
    .Handle("sum.add", Task<object?> (context) => Task.FromResult<object?>(context.Job.Arg<int>(0) + context.Job.Arg<int>(1)))
    .Handle("sum.show", async context =>
    {
        await Say(context, $"the sum is {context.Job.ParentResults![0]}");
        await (args is ["--once"] ? stop.CancelAsync() : Task.CompletedTask);
    });
Console.WriteLine($"working for {address}; Ctrl+C ends");
await worker.RunAsync(stop.Token);

static Task Say(JobContext context, string what)
{
    Console.WriteLine($"{context.Job.Type}, attempt {context.Job.Attempt}: {what}");
    return Task.CompletedTask;
}
