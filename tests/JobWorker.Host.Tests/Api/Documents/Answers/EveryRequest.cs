using System.Text;
using System.Text.Json.Nodes;
using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using JobWorker.Host.Catalog.Log;
using JobWorker.Host.Catalog.Operations;
using JobWorker.Host.Intake;
using JobWorker.Testing;
using Microsoft.Extensions.DependencyInjection;
using static JobWorker.Host.Tests.Catalog.CatalogProcess;

namespace JobWorker.Host.Tests.Api.Documents.Answers;

/// <summary>Asks a service everything that its document describes, for every answer that it describes.</summary>
internal static class EveryRequest
{
    private const string ResendOne = "POST /api/jobs/{id}/callbacks/{sequence}/resend";
    private const string Correction = """{"url":"https://hooks.example.com/new"}""";
    private const string Misdirection = """{"url":"https://evil.example.com/","href":1}""";

    private static readonly string TooLong = new(' ', AnsweredHost.LongestBody + 1);

    /// <summary>A change as the stream of changes told it.</summary>
    public static async Task<string> AskAsync(AnsweredHost host)
    {
        foreach (var (id, events) in JobStories.All)
        {
            await host.WriteAsync(id, events);
        }

        await CatalogBeforeItWasReadAsync(host);
        await MessagesAsync(host);
        await JobsAsync(host);
        await ChangesOfJobsAsync(host);
        await LogsAsync(host);
        await ListsAsync(host);
        await OperationsAsync(host);
        await ProcessAsync(host);
        await StoreThatIsAwayAsync(host);

        return await StreamAsync(host);
    }

    private static async Task CatalogBeforeItWasReadAsync(AnsweredHost host)
    {
        host.Slots.Down = true;
        await host.AskAsync("GET /api/jobs", 503);
        host.Slots.Down = false;
        await host.AskAsync("GET /api/catalog", 200);
    }

    private static async Task MessagesAsync(AnsweredHost host)
    {
        const string Submit = "POST /api/jobs";
        const string Try = "/api/jobs?dryRun=true";
        var message = Message("https://hooks.example.com/a");
        await host.AskAsync(Submit, 202, body: message);
        await host.AskAsync(Submit, 400, body: "no message");
        await host.AskAsync(Submit, 400, body: """{"id":"x","service":"Nobody's"}""");
        await host.AskAsync(Submit, 400, body: Message("https://evil.example.com/a"));
        await host.AskAsync(Submit, 413, body: new string(' ', 257 * 1024));
        await host.AskAsync(Submit, 413, body: TooLong);
        host.Behind.IsQueueFull = true;
        await host.AskAsync(Submit, 503, body: message);
        host.Behind.IsQueueFull = false;
        await host.AskAsync(Submit, 400, "/api/jobs?dryRun=maybe", message);
        await host.AskAsync(Submit, 200, Try, message);
        await host.AskAsync(Submit, 200, Try, "no message");
        await host.AskAsync(Submit, 200, Try, """{"id":"x","service":"Nobody's"}""");
        await host.AskAsync(Submit, 200, Try, Message("https://evil.example.com/a"));
        await host.AskAsync(Submit, 200, Try, Message("https://hooks.example.com/a", prefix: "refuse-me"));
    }

    private static string Message(string url, string prefix = "test") =>
        JobMessages.Shell(JobMessages.NewId(), "true", url, job => job["prefixName"] = prefix).ToJsonString();

    private static async Task JobsAsync(AnsweredHost host)
    {
        foreach (var id in JobStories.All.Keys.Append("nobody"))
        {
            var status = id == "nobody" ? 404 : 200;
            await host.AskAsync("GET /api/jobs/{id}", status, $"/api/jobs/{id}");
            await host.AskAsync("GET /api/jobs/{id}/events", status, $"/api/jobs/{id}/events");
            await host.AskAsync("GET /api/jobs/{id}/callbacks", status, $"/api/jobs/{id}/callbacks");
            await host.AskAsync("GET /api/jobs/{id}/verify", status, $"/api/jobs/{id}/verify");
        }

        await host.AskAsync("GET /api/jobs/{id}", 200, "/api/jobs/succeeded?at=2");
        await host.AskAsync("GET /api/jobs/{id}", 400, "/api/jobs/succeeded?at=noon");
        await host.AskAsync("GET /api/jobs/{id}", 404, "/api/jobs/succeeded?at=1999-01-01T00:00:00Z");
    }

    private static async Task ChangesOfJobsAsync(AnsweredHost host)
    {
        (string Id, int Status)[] ends = [("failed", 202), ("nobody", 404), ("busy", 409), ("away", 503)];
        foreach (var (id, status) in ends)
        {
            await host.AskAsync("DELETE /api/jobs/{id}", status, $"/api/jobs/{id}");
            await host.AskAsync("POST /api/jobs/{id}/redrive", status, $"/api/jobs/{id}/redrive");
            await host.AskAsync("POST /api/jobs/{id}/resend", status, $"/api/jobs/{id}/resend");
            await host.AskAsync(ResendOne, status, $"/api/jobs/{id}/callbacks/0/resend", Correction);
        }

        await host.AskAsync("POST /api/jobs/{id}/resend", 400, "/api/jobs/failed/resend", Misdirection);
        await host.AskAsync(ResendOne, 400, "/api/jobs/failed/callbacks/0/resend", "[]");
        await host.AskAsync(ResendOne, 404, "/api/jobs/failed/callbacks/last/resend");
        await host.AskAsync(ResendOne, 413, "/api/jobs/failed/callbacks/0/resend", TooLong);
        await host.AskAsync("POST /api/jobs/{id}/resend", 413, "/api/jobs/failed/resend", TooLong);
    }

    private static async Task LogsAsync(AnsweredHost host)
    {
        (string Path, int Status)[] logs =
        [
            ("created", 200), ("created/logs?tailLines=-1", 400), ("created/logs?tailLines=all", 400), ("nobody", 404), ("gone", 404), ("asked", 409), ("waits", 409),
            ("forbidden", 502), ("unseen", 503),
        ];
        foreach (var (path, status) in logs)
        {
            await host.AskAsync("GET /api/jobs/{id}/logs", status, $"/api/jobs/{path}{(path.Contains('/') ? "" : "/logs")}");
        }
    }

    private static async Task ListsAsync(AnsweredHost host)
    {
        var writer = host.Services.GetRequiredService<CatalogWriter>();
        CatalogEntry[] entries =
        [
            Entry("a"), Entry("b", 3, JobState.Failed, 1, "ExitCode") with { JobName = "job-1", Callback = CallbackStanding.Dead, Fix = 1 },
            Entry("c", 2, JobState.Rejected, 2, "Invalid") with { Service = null, Namespace = null },
        ];
        await Task.WhenAll(entries.Select(e => writer.AddAsync(e, default)));
        await host.Services.GetRequiredService<CatalogReader>().ReadAsync(default);
        await host.AskAsync("GET /api/jobs", 200);
        await host.AskAsync("GET /api/jobs", 200, "/api/jobs?limit=1");
        await host.AskAsync("GET /api/jobs", 400, "/api/jobs?limit=0&colour=red");
        await host.AskAsync("GET /api/jobs/changes", 400, "/api/jobs/changes?limit=1");
        await host.AskAsync("POST /api/catalog/rebuild", 202);
        await Until.IsAsync("the rebuild to end", TimeSpan.FromSeconds(20), async () =>
            (await host.AskAsync("GET /api/catalog", 200)).Answer.Text.Contains("endedAt", StringComparison.Ordinal) ? host : null);
    }

    private static async Task OperationsAsync(AnsweredHost host)
    {
        const string Begin = "POST /api/operations";
        const string One = "/api/operations/{id}";
        await host.AskAsync(Begin, 413, body: TooLong);
        var begun = await host.AskAsync(Begin, 202, body: """{"verb":"resend","filter":{"service":"svc","from":"2026-01-01T00:00:00Z"},"url":"https://hooks.example.com/b"}""");
        var id = JsonNode.Parse(begun.Answer.Text)!["id"]!.GetValue<string>();
        await host.AskAsync(Begin, 400, body: """{"verb":"forget","filter":{"colour":1}}""");
        var store = host.Services.GetRequiredService<OperationStore>();
        await store.ChangeAsync(id, o => o with { Matched = 2, Refused = 1, Problems = [new OperationProblem("a", "it runs")] }, default);
        await host.AskAsync($"GET {One}", 200, $"/api/operations/{id}");
        await host.AskAsync("GET /api/operations", 200);
        await host.AskAsync($"DELETE {One}", 200, $"/api/operations/{id}");
        await host.AskAsync($"GET {One}", 404, "/api/operations/nobody");
        await host.AskAsync($"DELETE {One}", 404, "/api/operations/nobody");
        await store.ChangeAsync(id, o => o with { State = OperationState.Done }, default);
        await host.AskAsync($"DELETE {One}", 409, $"/api/operations/{id}");
        for (var i = 1; i < OperationStore.Most; i++)
        {
            await store.AddAsync(new Operation($"more-{i}", OperationVerb.Cancel, JobFilter.All, Noon), default);
        }

        await host.AskAsync(Begin, 429, body: """{"verb":"cancel","all":true}""");
    }

    private static async Task ProcessAsync(AnsweredHost host)
    {
        await host.AskAsync("GET /api/dead-letters", 200);
        Assert.True(await host.Services.GetRequiredService<DeadLetters>().AddAsync("no id", Encoding.UTF8.GetBytes("{}"), default));
        await host.AskAsync("GET /api/dead-letters", 200);
        await host.AskAsync("GET /api/intake", 200);
        await host.AskAsync("POST /api/intake/pause", 200);
        await host.AskAsync("POST /api/intake/resume", 200);
        await host.AskAsync("GET /metrics", 200);
        await host.AskAsync("GET /livez", 200);
        await host.AskAsync("GET /readyz", 200);
        host.Behind.IsBare = true;
        await host.AskAsync("GET /readyz", 503);
    }

    private static async Task StoreThatIsAwayAsync(AnsweredHost host)
    {
        host.Slots.Down = true;
        await host.AskAsync("GET /api/jobs/{id}/callbacks", 503, "/api/jobs/failed/callbacks");
        await host.AskAsync("GET /api/jobs/{id}/verify", 503, "/api/jobs/failed/verify");
        await host.AskAsync("POST /api/operations", 503, body: """{"verb":"cancel","all":true}""");
        await host.AskAsync("GET /api/operations", 503);
        await host.AskAsync("GET /api/operations/{id}", 503, "/api/operations/a");
        await host.AskAsync("DELETE /api/operations/{id}", 503, "/api/operations/a");
        host.Slots.Down = false;
    }

    /// <summary>One may listen here: the next is refused.</summary>
    private static async Task<string> StreamAsync(AnsweredHost host)
    {
        const string Operation = "GET /api/jobs/changes";
        using var open = await host.SendAsync(Operation);
        host.Answers.Add(new Exchange(
            Operation, 200, new(Operation, (int)open.StatusCode, open.Content.Headers.ContentType?.ToString(), ":"), new HashSet<string>()));
        await host.AskAsync(Operation, 503);
        host.Services.GetRequiredService<CatalogWriter>().Note(Entry("d", 2, JobState.Running));
        using var lines = new StreamReader(await open.Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return line["data: ".Length..];
            }
        }

        throw new InvalidOperationException("The stream ended without a change.");
    }
}
