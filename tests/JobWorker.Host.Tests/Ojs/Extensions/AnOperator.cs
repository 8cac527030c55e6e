using System.Globalization;
using JobWorker.Host.Ojs.Extensions.Admission;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace JobWorker.Host.Tests.Ojs.Extensions;

/// <summary>What operators ask of queues, jobs and workers.</summary>
public sealed class AnOperator : IAsyncLifetime
{
    private OjsWorld _world = null!;

    public async Task InitializeAsync() => _world = await OjsWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Bounds_a_queue_and_who_comes_too_late_is_told_how_full_it_is()
    {
        Assert.Equal("1", (await _world.PutAsync("/admin/queues/q/config", """{"backpressure":{"max_depth":1}}""")).Text("configuration.backpressure.max_depth"));
        await _world.EnqueueAsync();

        var said = await _world.PostAsync("/jobs", """{"type":"test.job","args":[],"options":{"queue":"q"}}""");

        Assert.Equal((429, "QUEUE_FULL"), (said.Status, said.Text("error.code")));
        Assert.Equal(("1", "1", "1"), (said.Headers["X-OJS-Queue-Depth"], said.Headers["X-OJS-Queue-Bound"], said.Headers["Retry-After"]));
        await _world.PutAsync("/admin/queues/q/config", """{"max_depth":null}""");
        await _world.EnqueueAsync();
    }

    [Theory]
    [InlineData("""{"retention":{}}""", 422)]
    [InlineData("""{"backpressure":{"max_depth":1,"strategy":"drop"}}""", 422)]
    [InlineData("""{"max_depth":0}""", 400)]
    [InlineData("{}", 400)]
    public async Task Is_refused_what_a_queue_would_not_keep_to(string config, int status) =>
        Assert.Equal(status, (await _world.PutAsync("/admin/queues/q/config", config)).Status);

    [Fact]
    public async Task Lists_jobs_over_queues_in_pages()
    {
        foreach (var queue in (string[])["a", "a", "b", "b"])
        {
            await _world.EnqueueAsync(queue);
        }

        var said = await _world.GetAsync("/admin/jobs?state=available&page=2&per_page=3");

        Assert.Equal(("4", "b", "1"), (said.Text("pagination.total"), said.Text("items.0.queue"), Count(said, "items")));
        Assert.Equal(400, (await _world.GetAsync("/admin/jobs?state=lost")).Status);
        Assert.Equal("2", (await _world.GetAsync("/admin/queues/b")).Text("counts.available"));
        Assert.Equal(404, (await _world.GetAsync("/admin/queues/c")).Status);
        Assert.Equal("4", (await _world.GetAsync("/admin/stats")).Text("jobs.available"));
    }

    [Theory]
    [InlineData("""{"filter":{"queues":["other"]}}""", "filter.queues")]
    [InlineData("""{"filter":{"queue":"q","job_type":"x"}}""", "filter.job_type")]
    [InlineData("""{"filter":{"since":"yesterday"}}""", "filter.since ")]
    [InlineData("""{"filter":{"until":5}}""", "filter.until ")]
    [InlineData("""{"filter":{"enqueued_after":"x"}}""", "filter.enqueued_after ")]
    [InlineData("""{"filter":{"type":5}}""", "filter.type ")]
    [InlineData("""{"filter":{"states":["lost"]}}""", "filter.states ")]
    [InlineData("""{"filter":{"state":[5]}}""", "filter.state ")]
    [InlineData("""{"filter":{}}""", "confirm")]
    [InlineData("""{"filter":null}""", "confirm")]
    public async Task Changes_nothing_with_a_filter_that_may_mean_more_than_was_thought(string body, string field)
    {
        var id = await _world.EnqueueAsync();

        var said = await _world.PostAsync("/jobs/bulk/cancel", body);

        Assert.Equal((400, true), (said.Status, said.Text("error.message")!.Contains(field, StringComparison.Ordinal)));
        Assert.Equal("available", (await _world.GetAsync($"/jobs/{id}")).Text("job.state"));
        Assert.Equal(400, (await _world.PostAsync("/admin/dead-letter/retry", """{"queues":["q"]}""")).Status);
    }

    [Theory]
    [InlineData("/queues")]
    [InlineData("/dead-letter")]
    [InlineData("/cron")]
    public async Task Sees_the_end_of_a_list_however_far_beyond_it(string list)
    {
        await _world.EnqueueAsync();

        var said = await _world.GetAsync($"{list}?offset=2147483647");

        Assert.Equal((200, "false"), (said.Status, said.Text("pagination.has_more")?.ToLowerInvariant()));
    }

    [Theory]
    [InlineData("/jobs/bulk")]
    [InlineData("/jobs/bulk/cancel")]
    [InlineData("/workers/ack/bulk")]
    [InlineData("/webhooks/subscriptions")]
    [InlineData("/schemas")]
    public async Task Is_told_that_a_body_is_missing(string path)
    {
        var said = await _world.SendAsync(HttpMethod.Post, path);

        Assert.Equal((400, "invalid_payload"), (said.Status, said.Text("error.code")));
    }

    [Fact]
    public async Task Is_told_of_a_filter_that_would_let_everything_through()
    {
        var said = await _world.PostAsync(
            "/webhooks/subscriptions", """{"url":"https://hooks.example.com/","events":["*"],"filter":{"queue":["q"]}}""");

        Assert.Equal((400, true), (said.Status, said.Text("error.message")!.StartsWith("filter.queue ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Cancels_all_there_are_where_that_is_meant()
    {
        await _world.EnqueueAsync();

        Assert.Equal("1", (await _world.PostAsync("/jobs/bulk/cancel", """{"filter":{},"confirm":true}""")).Text("cancelled"));
    }

    [Theory]
    [InlineData("/jobs", """{"type":"a","args":["\ud800"]}""", "args.[]")]
    [InlineData("/jobs/batch", """{"jobs":[{"type":"a","args":[],"meta":{"\ud800":1}}]}""", """jobs.[].meta.\ud800""")]
    [InlineData("/cron", """{"name":"x","cron":"* * * * *","job_template":{"type":"a","args":[],"meta":{"\ud800":1}}}""", "job_template.meta")]
    [InlineData("/workflows", """{"type":"chain","steps":[{"type":"\ud800","args":[]}]}""", "steps.[].type")]
    [InlineData("/schemas", """{"uri":"urn:x","type":"a","schema":{"pattern":"\ud800"}}""", "schema.pattern")]
    public async Task Takes_no_text_that_is_none(string path, string body, string field)
    {
        var said = await _world.PostAsync(path, body);

        Assert.Equal((400, "invalid_payload"), (said.Status, said.Text("error.code")));
        Assert.Contains(field, said.Text("error.message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Makes_no_queue_by_looking_at_it_or_fetching_from_it()
    {
        var said = await _world.GetAsync("/queues/nobodys/stats");

        Assert.Equal((200, "nobodys", "0", "False"), (said.Status, said.Text("queue.name"), said.Text("queue.available"), said.Text("queue.paused")));
        Assert.Equal("0", (await _world.GetAsync("/queues")).Text("pagination.total"));
        Assert.Null(await _world.FetchAsync("nobodys"));
        Assert.Equal("0", (await _world.GetAsync("/queues")).Text("pagination.total"));
        Assert.Equal(400, (await _world.GetAsync("/queues/Nobodys/stats")).Status);
        await _world.EnqueueAsync("nobodys");
        Assert.Equal("1", (await _world.GetAsync("/queues/nobodys/stats")).Text("queue.available"));
    }

    [Fact]
    public async Task Cancels_many_jobs_only_on_purpose_and_hears_of_each_that_was_not()
    {
        var (first, second) = (await _world.EnqueueAsync(), await _world.EnqueueAsync());
        Assert.Equal(400, (await _world.PostAsync("/admin/jobs/bulk/cancel", """{"filter":{"queue":"q"}}""")).Status);

        var some = await _world.PostAsync("/jobs/bulk/cancel", $$"""{"job_ids":["{{first}}","{{first}}"]}""");
        var rest = await _world.PostAsync("/admin/jobs/bulk/cancel", """{"filter":{"queue":"q"},"confirm":true}""");

        Assert.Equal(("1", "1", "skipped"), (some.Text("cancelled"), some.Text("skipped"), some.Text("items.1.status")));
        Assert.Equal(("1", second), (rest.Text("matched"), rest.Text("items.0.job_id")));
    }

    [Fact]
    public async Task Gets_dead_letters_back_to_work_or_out_of_the_way()
    {
        foreach (var _ in (int[])[1, 2, 3])
        {
            await _world.EnqueueAsync(more: ""","retry":{"max_attempts":1,"on_exhaustion":"dead_letter"}""");
            await _world.PostAsync("/workers/nack", $$$"""{"job_id":"{{{await _world.FetchAsync()}}}","error":{"code":"x","message":"x"}}""");
        }

        var list = await _world.GetAsync("/admin/dead-letter?per_page=1");
        Assert.Equal(("3", "3"), (list.Text("pagination.total"), (await _world.GetAsync("/admin/dead-letter/stats")).Text("by_queue.q")));
        Assert.Equal(204, (await _world.SendAsync(HttpMethod.Delete, $"/admin/dead-letter/{list.Text("items.0.id")}")).Status);
        Assert.Equal("2", (await _world.PostAsync("/admin/dead-letter/retry")).Text("retried"));
        Assert.NotNull(await _world.FetchAsync());
    }

    [Theory]
    [InlineData("/dead-letter/{0}/retry")]
    [InlineData("/admin/dead-letter/{0}/retry")]
    [InlineData("/admin/jobs/{0}/retry")]
    public async Task Is_told_that_a_job_has_expired_and_is_not_to_be_retried(string path)
    {
        const string Why = "The job expired at 2026-01-01T00:00:00.000Z: it would not be begun.";
        const string Expired = ""","expires_at":"2026-01-01T00:00:00Z","retry":{"on_exhaustion":"dead_letter"}""";
        var id = await _world.EnqueueAsync(more: Expired);

        var said = await _world.PostAsync(string.Format(CultureInfo.InvariantCulture, path, id));

        Assert.Equal((409, "conflict", Why), (said.Status, said.Text("error.code"), said.Text("error.message")));
        var bulk = await _world.PostAsync("/jobs/bulk/retry", $$"""{"job_ids":["{{id}}"]}""");
        Assert.Equal(("0", Why), (bulk.Text("retried"), bulk.Text("items.0.reason")));
    }

    [Theory]
    [InlineData("POST", "/dead-letter/{0}/retry")]
    [InlineData("DELETE", "/dead-letter/{0}")]
    [InlineData("POST", "/admin/dead-letter/{0}/retry")]
    [InlineData("DELETE", "/admin/dead-letter/{0}")]
    public async Task Is_told_that_a_job_is_no_dead_letter(string method, string path)
    {
        var id = await _world.EnqueueAsync();

        var said = await _world.SendAsync(new HttpMethod(method), string.Format(CultureInfo.InvariantCulture, path, id));

        Assert.Equal((404, $"There is no such dead letter. ({id})"), (said.Status, said.Text("error.message")));
        var bulk = await _world.PostAsync("/jobs/bulk/delete", $$"""{"job_ids":["{{id}}"]}""");
        Assert.Equal("There is no such dead letter.", bulk.Text("items.0.reason"));
        var unknown = await _world.PostAsync($"/admin/jobs/{Guid.CreateVersion7()}/retry");
        Assert.StartsWith("There is no such job.", unknown.Text("error.message"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"job_ids\":[]} {}", "The body must have nothing after its JSON object.")]
    [InlineData("{/* all */}", "The body must have no comments: JSON has none.")]
    [InlineData("[]", "The body must be a JSON object.")]
    [InlineData("{\"job_ids\":[}", "The body must be a JSON object.")]
    public async Task Is_told_why_a_body_is_none(string body, string why)
    {
        var said = await _world.PostAsync("/jobs/bulk/cancel", body);

        Assert.Equal((400, "invalid_payload", why), (said.Status, said.Text("error.code"), said.Text("error.message")));
        Assert.Equal(200, (await _world.PostAsync("/jobs/bulk/cancel", "\ufeff{\"job_ids\":[]}")).Status);
    }

    [Fact]
    public async Task Quiets_a_worker_which_gets_no_more_jobs()
    {
        await _world.EnqueueAsync();
        await _world.EnqueueAsync();
        await _world.FetchAsync(worker: "w1");
        Assert.Equal("quiet", (await _world.PostAsync("/admin/workers/w1/quiet")).Text("state"));

        Assert.Null(await _world.FetchAsync(worker: "w1"));
        Assert.Equal("quiet", (await _world.PostAsync("/workers/heartbeat", """{"worker_id":"w1"}""")).Text("state"));
        var list = await _world.GetAsync("/admin/workers");
        Assert.Equal(("w1", "1", "1"), (list.Text("items.0.id"), list.Text("items.0.active_jobs"), list.Text("summary.quiet")));
        await _world.PostAsync("/admin/workers/w1/resume");
        Assert.NotNull(await _world.FetchAsync(worker: "w1"));
    }

    [Fact]
    public async Task Sees_a_worker_drain_by_its_own_word()
    {
        await _world.EnqueueAsync();
        await _world.PostAsync("/workers/beat", """{"worker_id":"w2","state":"drain","active_jobs":3}""");

        var health = await _world.GetAsync("/workers/w2/health");

        Assert.Equal((503, "draining"), (health.Status, health.Text("state")));
        Assert.Null(await _world.FetchAsync(worker: "w2"));
        await _world.PostAsync("/workers/beat", """{"worker_id":"w2","state":"running"}""");
        Assert.NotNull(await _world.FetchAsync(worker: "w2"));
    }

    [Fact]
    public async Task Keeps_tenants_apart_that_share_a_queue()
    {
        await _world.PostAsync("/jobs", """{"type":"test.job","args":["a"],"meta":{"tenant_id":"forged","k":1},"options":{"queue":"q"}}""", "a");
        await _world.PostAsync("/jobs", """{"type":"test.job","args":["b"],"options":{"queue":"q"}}""", "b");

        var stats = await _world.GetAsync("/admin/tenants/a/stats");

        Assert.Equal("1", stats.Text("total_jobs"));
        Assert.Null(await _world.FetchAsync(tenant: "forged"));
        Assert.NotNull(await _world.FetchAsync(tenant: "b"));
        Assert.Null(await _world.FetchAsync(tenant: "b"));
    }

    [Fact]
    public async Task Shows_no_jobs_of_others_to_a_tenant_whose_name_cannot_be_read()
    {
        await _world.EnqueueAsync();

        foreach (var (tenant, status) in ((string, int)[])[("", 400), (new string('a', 256), 400), (new string('a', 255), 200)])
        {
            var said = await _world.PostAsync("/workers/fetch", """{"queues":["q"]}""", tenant);
            Assert.Equal((status, false), (said.Status, said.Body.ToString().Contains("test.job", StringComparison.Ordinal)));
            Assert.True(status == 200 || said.Text("error.details.field") == "X-OJS-Tenant");
        }

        var twice = new DefaultHttpContext { Request = { Headers = { [Admissions.TenantHeader] = new StringValues(["a", "b"]) } } };
        Assert.NotNull(Admissions.Refuse(twice.Request));
    }

    [Fact]
    public async Task Sees_how_far_a_limit_is_used_up()
    {
        const string Limited = ""","options":{"queue":"q","rate_limit":{"key":"stripe","concurrency":1}}}""";
        await _world.PostAsync("/jobs", """{"type":"test.job","args":[]""" + Limited);
        await _world.PostAsync("/jobs", """{"type":"test.job","args":[]""" + Limited);
        await _world.FetchAsync();

        var said = await _world.GetAsync("/rate-limits/stripe");

        Assert.Equal(("1", "1", "0"), (said.Text("concurrency.active"), said.Text("waiting_count"), said.Text("concurrency.available")));
        Assert.Null(await _world.FetchAsync());
        Assert.Equal(400, (await _world.PostAsync("/jobs", """{"type":"a.b","args":[],"options":{"rate_limit":{"key":"k","rate":{"limit":1}}}}""")).Status);
    }

    [Fact]
    public async Task Draws_the_first_queue_of_a_pool_by_its_weight()
    {
        await _world.PutAsync("/admin/pools/p", """{"strategy":"weighted","queues":{"a":{"weight":1},"b":{"weight":1000000}}}""");
        await _world.EnqueueAsync("a");
        var heavy = await _world.EnqueueAsync("b");

        var said = await _world.PostAsync("/workers/fetch", """{"queues":["a","b"]}""");

        Assert.Equal(heavy, said.Text("jobs.0.id"));
        Assert.Equal(422, (await _world.PutAsync("/admin/pools/p", """{"strategy":"strict","queues":{"a":{}}}""")).Status);
    }

    [Fact]
    public async Task Holds_a_job_back_lets_it_go_on_and_forks_it()
    {
        var id = await _world.EnqueueAsync();
        Assert.Equal("paused", (await _world.PostAsync($"/agents/{id}/pause", """{"reason":"look"}""")).Text("state"));
        Assert.Null(await _world.FetchAsync());
        Assert.Equal("running", (await _world.PostAsync($"/agents/{id}/resume", """{"approved":true}""")).Text("state"));

        var fork = await _world.PostAsync($"/agents/{id}/fork", """{"at_turn":0,"branch_name":"b"}""");

        Assert.Equal((200, id), (fork.Status, fork.Text("job.ext_agent_v2.parent_id")));
        Assert.Equal(422, (await _world.PostAsync($"/agents/{id}/fork", """{"at_turn":1}""")).Status);
    }

    private static string Count(OjsWorld.Said said, string path) => said.At(path).GetArrayLength().ToString(CultureInfo.InvariantCulture);
}
