using System.Text.Json;
using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Jobs;

public sealed class TheListOfJobs(EmbeddedWorld fixture) : IClassFixture<EmbeddedWorld>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly World _world = fixture.World;
    private readonly string _service = "list-" + JobMessages.NewId();

    [Fact]
    public async Task Is_right_after_the_worker_was_killed_in_the_middle_of_many()
    {
        var ids = Enumerable.Range(0, 30).Select(_ => JobMessages.NewId()).ToList();
        foreach (var id in ids)
        {
            await SubmitAsync(id, "true");
        }

        await _world.WaitAsync("some job to be listed", Patience, async () => (await ListAsync("")).Count > 0 ? _world : null);
        await _world.Worker!.KillAsync();
        _world.StartWorker();

        var jobs = await ListedAsync("state=succeeded", ids.Count);
        Assert.Equal(ids.Order(), jobs.Select(j => j.GetProperty("id").GetString()!).Order());
        foreach (var job in jobs)
        {
            var story = (await _world.Api.JobAsync(job.GetProperty("id").GetString()!))!;
            Assert.Equal(story.JobName, job.GetProperty("jobName").GetString());
            Assert.Equal(story.Timeline[0].At, job.GetProperty("createdAt").GetDateTimeOffset());
            Assert.Equal(story.TimeOf("JobSucceeded"), job.GetProperty("updatedAt").GetDateTimeOffset());
        }

        Assert.Equal(jobs.Select(Created).OrderDescending(), jobs.Select(Created));
    }

    [Fact]
    public async Task Comes_in_pages_and_by_what_is_asked()
    {
        var failing = JobMessages.NewId();
        await SubmitAsync(failing, "exit 3");
        var passing = Enumerable.Range(0, 4).Select(_ => JobMessages.NewId()).ToList();
        foreach (var id in passing)
        {
            await SubmitAsync(id, "true");
        }

        await ListedAsync("state=succeeded,failed", 5);
        var failed = Assert.Single(await ListAsync("reason=ExitCode&namespace=default"));
        Assert.Equal(failing, failed.GetProperty("id").GetString());
        Assert.Equal("failed", failed.GetProperty("state").GetString());

        var (first, next) = await PageAsync("limit=3");
        var (second, last) = await PageAsync($"limit=3&cursor={next}");
        Assert.Equal((3, 2, null), (first.Count, second.Count, last));
        Assert.Equal(5, first.Concat(second).Select(j => j.GetProperty("id").GetString()).Distinct().Count());

        var (status, body) = await _world.Api.GetAsync("/api/jobs?state=broken&limit=0&colour=red");
        Assert.Equal(400, status);
        Assert.All((string[])["\"state\"", "\"limit\"", "\"colour\""], field => Assert.Contains(field, body));
    }

    private async Task SubmitAsync(string id, string script)
    {
        var message = JobMessages.Shell(id, script);
        message["service"] = _service;
        Assert.Equal(202, await _world.Api.SubmitAsync(message.Bytes()));
    }

    private Task<IReadOnlyList<JsonElement>> ListedAsync(string query, int count) =>
        _world.WaitAsync($"{count} jobs with {query}", Patience, async () =>
            await ListAsync(query) is { } jobs && jobs.Count == count ? jobs : null);

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string query) => (await PageAsync(query)).Jobs;

    private async Task<(IReadOnlyList<JsonElement> Jobs, string? Next)> PageAsync(string query)
    {
        var (status, body) = await _world.Api.GetAsync($"/api/jobs?service={_service}&{query}");
        if (status == 503)
        {
            return ([], null);
        }

        Assert.Equal(200, status);
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement.Clone();

        return ([.. root.GetProperty("jobs").EnumerateArray()], root.GetProperty("next").GetString());
    }

    private static DateTimeOffset Created(JsonElement job) => job.GetProperty("createdAt").GetDateTimeOffset();
}
