using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;

namespace JobWorker.Host.Tests.Cluster.Requests;

public sealed class RemovingAndLooking
{
    private static readonly JobRef Known = new("default", "bb-1", "uid-1");

    [Fact]
    public async Task Deletes_the_pods_too_and_no_namesake()
    {
        await using var server = await AnApiServer.StartAsync((_, _) => (200, AnApiServer.Status("")));

        Assert.True((await server.Cluster.RemoveAsync(AnApiServer.Request, "bb-1", 1, Known, default)).Done);

        var (request, body) = Assert.Single(server.Requests);
        Assert.StartsWith("DELETE /apis/batch/v1/namespaces/default/jobs/bb-1", request, StringComparison.Ordinal);
        Assert.Contains("\"propagationPolicy\":\"Background\"", body, StringComparison.Ordinal);
        Assert.Contains("\"uid\":\"uid-1\"", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, true)]
    [InlineData(409, true)]
    [InlineData(403, false)]
    [InlineData(429, false)]
    [InlineData(500, false)]
    public async Task Is_done_when_the_job_is_gone_and_tried_again_when_nobody_can_say(int status, bool done)
    {
        await using var server = await AnApiServer.StartAsync((_, _) => (status, AnApiServer.Status("")));

        var outcome = await server.Cluster.RemoveAsync(AnApiServer.Request, "bb-1", 1, Known, default);

        Assert.Equal((done, status == 403 ? FailureReason.Forbidden : null), (outcome.Done, outcome.Reason));
    }

    [Theory]
    [InlineData("job-1", 3)]
    [InlineData("job-2", 1)]
    public async Task Looks_first_whose_it_is_when_nobody_knows_whether_it_was_created(string id, int requests)
    {
        await using var server = await AnApiServer.StartAsync((_, _) => (200, AnApiServer.Job(id)));

        Assert.True((await server.Cluster.RemoveAsync(AnApiServer.Request, "bb-1", 1, known: null, default)).Done);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task Finds_in_the_events_why_there_is_no_pod()
    {
        await using var server = await AnApiServer.StartAsync((_, path) => (200, path switch
        {
            var p when p.EndsWith("/pods", StringComparison.Ordinal) => """{"items":[]}""",
            var p when p.EndsWith("/events", StringComparison.Ordinal) =>
                """{"items":[{"type":"Warning","reason":"FailedCreate","message":"Error creating: pods is forbidden: exceeded quota: q","involvedObject":{"uid":"uid-1"}}]}""",
            _ => AnApiServer.Job(),
        }));

        var overdue = Assert.IsType<JobCommand.ObserveOverdue>(await server.Cluster.LookAsync(Known, default));

        Assert.Equal((FailureReason.QuotaExceeded, null), (overdue.Reason, overdue.Pod));
        Assert.Contains(server.Requests, r => r.Request.Contains("involvedObject.uid%3Duid-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Says_that_a_job_is_gone_when_it_is_or_when_another_has_its_name()
    {
        await using var gone = await AnApiServer.StartAsync((_, _) => (404, AnApiServer.Status("not found")));
        await using var other = await AnApiServer.StartAsync((_, _) => (200, AnApiServer.Job(uid: "uid-2")));

        Assert.IsType<JobCommand.ObserveVanished>(await gone.Cluster.LookAsync(Known, default));
        Assert.IsType<JobCommand.ObserveVanished>(await other.Cluster.LookAsync(Known, default));
    }

    [Theory]
    [InlineData(200, "uid-1", true)]
    [InlineData(200, "uid-2", false)]
    [InlineData(404, "", false)]
    [InlineData(409, "", false)]
    [InlineData(422, "", false)]
    [InlineData(403, "", null)]
    [InlineData(500, "", null)]
    public async Task Puts_back_what_makes_a_job_ours_where_it_is_there(int status, string uid, bool? there)
    {
        await using var server = await AnApiServer.StartAsync((_, _) =>
            (status, status == 200 ? AnApiServer.Job(uid: uid) : AnApiServer.Status("no")));

        Assert.Equal(there, await server.Cluster.MendAsync(Known, "job-\"1\"", default));

        var (request, body) = Assert.Single(server.Requests);
        Assert.StartsWith("PATCH ", request, StringComparison.Ordinal);
        Assert.Equal(
            """{"metadata":{"uid":"uid-1","labels":{"app.kubernetes.io/managed-by":"jobworker"},"annotations":{"jobworker.dev/id":"job-\u00221\u0022"},"finalizers":["jobworker.dev/outcome"]}}""",
            body);
    }

    [Fact]
    public async Task Says_nothing_when_the_api_server_does_not()
    {
        await using var server = await AnApiServer.StartAsync((_, _) => (500, AnApiServer.Status("boom")));

        Assert.Null(await server.Cluster.LookAsync(Known, default));
    }
}
