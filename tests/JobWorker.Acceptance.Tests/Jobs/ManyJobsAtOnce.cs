using System.Text.Json;
using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Jobs;

public sealed class ManyJobsAtOnce(EmbeddedWorld fixture) : IClassFixture<EmbeddedWorld>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly World _world = fixture.World;
    private readonly string _service = "many-" + JobMessages.NewId();

    [Fact]
    public async Task Are_cancelled_with_progress_though_the_worker_is_killed_meanwhile()
    {
        const int Count = 200;
        await SubmitAsync(Count, "sleep 600");
        await CountAsync("state=created,running", Count);

        var operation = await BeginAsync($$$"""{"verb":"cancel","filter":{"service":"{{{_service}}}"}}""");
        await ReachAsync(operation, "to have begun", o => o.GetProperty("done").GetInt32() is > 0 and < Count);
        await _world.Worker!.KillAsync();
        _world.StartWorker();

        var ended = await ReachAsync(operation, "to be done", o => o.GetProperty("state").GetString() == "Done");
        Assert.Equal((Count, Count, 0, 0), Figures(ended));
        await CountAsync("state=aborted&reason=Cancelled", Count);
        Assert.Contains(operation, (await _world.Api.GetAsync("/api/operations")).Body);
    }

    [Fact]
    public async Task Are_run_again_by_the_reason_they_failed_for()
    {
        var flag = Path.Combine(Path.GetTempPath(), $"redriven-{_service}");
        await SubmitAsync(6, $"test -e {flag} || exit 3");
        await SubmitAsync(2, "true");
        await CountAsync("reason=ExitCode", 6);
        await CountAsync("state=succeeded", 2);
        await File.WriteAllTextAsync(flag, "");

        var operation = await BeginAsync(
            $$$"""{"verb":"redrive","filter":{"state":["failed"],"reason":"ExitCode","service":"{{{_service}}}"}}""");

        var ended = await ReachAsync(operation, "to be done", o => o.GetProperty("state").GetString() == "Done");
        Assert.Equal((6, 6, 0, 0), Figures(ended));
        Assert.Equal(6, (await CountAsync("state=succeeded", 8)).Count(j => j.GetProperty("attempt").GetInt32() == 2));
        File.Delete(flag);
    }

    [Theory]
    [InlineData("""{"verb":"cancel"}""", "filter")]
    [InlineData("""{"verb":"explode","all":true}""", "verb")]
    [InlineData("""{"verb":"cancel","filter":{"colour":"red","from":"yesterday"}}""", "filter.colour", "filter.from")]
    [InlineData("no", "body")]
    public async Task Are_left_alone_by_a_request_that_breaks_rules(string body, params string[] fields)
    {
        var (status, answer) = await _world.Api.PostAsync("/api/operations", body);

        Assert.Equal(400, status);
        Assert.All(fields, field => Assert.Contains($"\"{field}\"", answer));
    }

    private async Task SubmitAsync(int count, string script)
    {
        for (var i = 0; i < count; i++)
        {
            var message = JobMessages.Shell(JobMessages.NewId(), script);
            message["service"] = _service;
            Assert.Equal(202, await _world.Api.SubmitAsync(message.Bytes()));
        }
    }

    private async Task<string> BeginAsync(string body)
    {
        var (status, answer) = await _world.Api.PostAsync("/api/operations", body);
        Assert.Equal(202, status);
        using var document = JsonDocument.Parse(answer);

        return document.RootElement.GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> ReachAsync(string operation, string what, Func<JsonElement, bool> when) =>
        (await _world.WaitAsync($"operation {operation} {what}", Patience, async () =>
        {
            var (status, body) = await _world.Api.GetAsync($"/api/operations/{operation}");
            if (status != 200)
            {
                return null;
            }

            var document = JsonDocument.Parse(body);
            return when(document.RootElement) ? document : null;
        })).RootElement;

    private Task<IReadOnlyList<JsonElement>> CountAsync(string query, int count) =>
        _world.WaitAsync($"{count} jobs with {query}", Patience, async () =>
        {
            var (status, body) = await _world.Api.GetAsync($"/api/jobs?service={_service}&limit=1000&{query}");
            if (status != 200)
            {
                return null;
            }

            IReadOnlyList<JsonElement> jobs = [.. JsonDocument.Parse(body).RootElement.GetProperty("jobs").EnumerateArray()];
            return jobs.Count == count ? jobs : null;
        });

    private static (int Matched, int Done, int Refused, int Failed) Figures(JsonElement o) => (
        o.GetProperty("matched").GetInt32(),
        o.GetProperty("done").GetInt32(),
        o.GetProperty("refused").GetInt32(),
        o.GetProperty("failed").GetInt32());
}
