using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using JobWorker.Host.Tests.Journals;
using JobWorker.Testing;
using static JobWorker.Host.Tests.Catalog.CatalogProcess;

namespace JobWorker.Host.Tests.Catalog.Api;

public sealed class AskingForAList : CatalogServer
{
    [Fact]
    public async Task Answers_a_job_with_all_its_fields()
    {
        await Catalog.AddAsync(Entry("a", 3, JobState.Failed, reason: "ExitCode") with { JobName = "kube" });

        var (status, body) = await GetAsync("/api/jobs");

        Assert.Equal(200, status);
        Assert.Equal(
            """
            {"jobs":[{"id":"a","state":"failed","service":"svc","namespace":"default","reason":"ExitCode","jobName":"kube","attempt":1,"version":3,"createdAt":"2026-01-01T12:00:00+00:00","updatedAt":"2026-01-01T12:00:03+00:00"}],"next":null}
            """,
            body.GetRawText());
    }

    [Fact]
    public async Task Goes_on_after_a_cursor_whatever_has_come_meanwhile()
    {
        await Catalog.AddAsync([.. Enumerable.Range(0, 25).Select(i => Entry($"job-{i:D2}", second: i / 5))]);
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var (_, body) = await GetAsync($"/api/jobs?limit=7{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(body.GetProperty("jobs").EnumerateArray().Select(j => j.GetProperty("id").GetString()!));
            cursor = body.GetProperty("next").GetString();
            await Catalog.AddAsync(Entry($"new-{seen.Count}", second: 100));
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"job-{i:D2}").Reverse(), seen);
    }

    [Theory]
    [InlineData("callback=dead", "d b")]
    [InlineData("callback=Dead&state=failed&service=svc&reason=ExitCode", "b")]
    [InlineData("callback=dead&limit=1", "d")]
    [InlineData("callback=dead&from=2026-01-01T12:00:02Z", "d")]
    [InlineData("callback=delivered", "c")]
    [InlineData("callback=pending", "e")]
    [InlineData("callback=none", "")]
    [InlineData("", "e d c b a")]
    public async Task Answers_what_became_of_telling_the_client(string query, string ids)
    {
        await Catalog.AddAsync(
            Entry("a"),
            Entry("b", 3, JobState.Failed, 1, "ExitCode") with { Callback = CallbackStanding.Dead },
            Entry("c", 2, JobState.Succeeded, 2) with { Callback = CallbackStanding.Delivered },
            Entry("d", 2, JobState.Succeeded, 3) with { Callback = CallbackStanding.Dead },
            Entry("e", 2, JobState.Succeeded, 4) with { Callback = CallbackStanding.Pending });

        var (status, body) = await GetAsync($"/api/jobs?{query}");

        Assert.Equal(200, status);
        Assert.Equal(ids, string.Join(' ', body.GetProperty("jobs").EnumerateArray().Select(j => j.GetProperty("id").GetString())));
    }

    [Fact]
    public async Task Shows_it_of_those_that_know()
    {
        await Catalog.AddAsync(Entry("a"), Entry("b", second: 1) with { Callback = CallbackStanding.Dead });

        var (_, body) = await GetAsync("/api/jobs");

        Assert.Equal("dead", body.GetProperty("jobs")[0].GetProperty("callback").GetString());
        Assert.False(body.GetProperty("jobs")[1].TryGetProperty("callback", out _));
    }

    [Theory]
    [InlineData("state=failed", "b")]
    [InlineData("state=failed&state=running", "c b")]
    [InlineData("state=Failed,RUNNING", "c b")]
    [InlineData("reason=ExitCode&service=svc&namespace=default", "b")]
    [InlineData("service=other", "")]
    [InlineData("from=2026-01-01T12:00:01Z", "c b")]
    [InlineData("to=2026-01-01T12:00:01Z", "a")]
    [InlineData("from=2026-01-01T13:00:01%2B01:00&to=2026-01-01T12:00:02.5Z", "c b")]
    [InlineData("limit=1", "c")]
    public async Task Answers_what_is_asked_for(string query, string ids)
    {
        await Catalog.AddAsync(
            Entry("a"), Entry("b", 3, JobState.Failed, 1, "ExitCode"), Entry("c", 2, JobState.Running, 2));

        var (status, body) = await GetAsync($"/api/jobs?{query}");

        Assert.Equal(200, status);
        Assert.Equal(ids, string.Join(' ', body.GetProperty("jobs").EnumerateArray().Select(j => j.GetProperty("id").GetString())));
    }

    [Theory]
    [InlineData("state=done", "state", "must be one of requested, created, running, succeeded, failed, aborted, rejected")]
    [InlineData("state=", "state", "must be one of")]
    [InlineData("state=none", "state", "must be one of")]
    [InlineData("state=3", "state", "must be one of")]
    [InlineData("service=", "service", "must be 1 to 128 characters")]
    [InlineData("service=a&service=b", "service", "must be given once")]
    [InlineData("from=yesterday", "from", "RFC 3339")]
    [InlineData("from=2026-01-01T12:00:00", "from", "RFC 3339")]
    [InlineData("from=2026-01-01T12:00:00+01:00", "from", "%2B")]
    [InlineData("to=2026-02-30T12:00:00Z", "to", "RFC 3339")]
    [InlineData("from=2026-01-01T12:00:00Z&to=2026-01-01T12:00:00Z", "to", "must be later than from")]
    [InlineData("limit=0", "limit", "from 1 to 1000")]
    [InlineData("limit=1001", "limit", "from 1 to 1000")]
    [InlineData("limit=ten", "limit", "from 1 to 1000")]
    [InlineData("cursor=x", "cursor", "must be the next of an answer")]
    [InlineData("cursor=!!", "cursor", "must be the next of an answer")]
    [InlineData("cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTkgYQ", "cursor", "must be the next of an answer")]
    [InlineData("colour=red", "colour", "is not known here")]
    [InlineData("State=failed&jobs=1", "jobs", "is not known here")]
    public async Task Names_the_parameter_and_the_rule_it_breaks(string query, string field, string rule)
    {
        var (status, body) = await GetAsync($"/api/jobs?{query}");

        Assert.Equal(400, status);
        Assert.Contains(rule, string.Join('|', body.GetProperty("errors").GetProperty(field).EnumerateArray()));
    }

    [Fact]
    public async Task Is_told_to_wait_until_the_log_was_read_and_is_answered_from_memory_while_the_store_is_away()
    {
        var slots = (MemorySlots)Store;
        slots.Down = true;
        Assert.Equal(503, (await GetAsync("/api/jobs")).Status);

        slots.Down = false;
        await Catalog.AddAsync(Entry("a"));
        Assert.Equal(200, (await GetAsync("/api/jobs")).Status);

        slots.Down = true;
        Clock.Advance(TimeSpan.FromSeconds(2));
        var (status, body) = await GetAsync("/api/jobs");
        Assert.Equal((200, 1), (status, body.GetProperty("jobs").GetArrayLength()));
    }

    [Fact]
    public async Task Shows_how_far_a_rebuild_has_come()
    {
        await Catalog.AddAsync(Entry("gone", 2, JobState.Running));
        Clock.Advance(TimeSpan.FromMinutes(2));
        using var asked = await Http.PostAsync(Url + "/api/catalog/rebuild", null);
        Assert.Equal((202, "/api/catalog"), ((int)asked.StatusCode, asked.Headers.Location!.ToString()));
        Assert.Equal("running", await StateAsync());

        await Catalog.Writer.StartAsync(default);
        await Rebuild.StartAsync(default);
        await Until.IsAsync("the rebuild to end", TimeSpan.FromSeconds(10), async () =>
        {
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            return await StateAsync() == "done" ? this : null;
        });

        var (_, view) = await GetAsync("/api/catalog");
        Assert.Equal((1, 1), (Figure(view, "checked"), Figure(view, "corrected")));
        Assert.Equal(0, (await GetAsync("/api/jobs")).Body.GetProperty("jobs").GetArrayLength());
        await Rebuild.StopAsync(default);
        await Catalog.Writer.StopAsync(default);
    }

    private async Task<string?> StateAsync() =>
        (await GetAsync("/api/catalog")).Body.GetProperty("rebuild").GetProperty("state").GetString();

    private static int Figure(System.Text.Json.JsonElement view, string name) =>
        view.GetProperty("rebuild").GetProperty(name).GetInt32();
}
