using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster;

namespace JobWorker.Host.Tests.Cluster.Requests;

public sealed class CreatingAgain
{
    [Fact]
    public async Task Finds_the_job_of_a_try_that_was_not_answered()
    {
        var exists = false;
        await using var server = await AnApiServer.StartAsync((method, _) =>
        {
            if (method == "GET")
            {
                return (200, AnApiServer.Job());
            }

            var answer = exists ? (409, AnApiServer.Status("already exists")) : (504, AnApiServer.Status("timed out"));
            exists = true;

            return answer;
        });

        var first = Assert.IsType<CreateOutcome.Failed>(await CreateAsync(server));
        var second = Assert.IsType<CreateOutcome.Created>(await CreateAsync(server));

        Assert.Equal(CreateFailure.Retryable, first.Kind);
        Assert.Equal("uid-1", second.Ref.Uid);
    }

    [Theory]
    [InlineData("job-1", null, 1, true)]
    [InlineData("job-1", "2", 2, true)]
    [InlineData("job-1", null, 2, false)]
    [InlineData("job-1", "2", 1, false)]
    [InlineData("job-2", null, 1, false)]
    [InlineData(null, null, 1, false)]
    public async Task Adopts_only_the_job_of_this_message_and_this_attempt(string? id, string? made, int attempt, bool ours)
    {
        await using var server = await AnApiServer.StartAsync((method, _) =>
            method == "GET" ? (200, AnApiServer.Job(id, attempt: made)) : (409, AnApiServer.Status("already exists")));

        var outcome = await server.Cluster.CreateAsync(AnApiServer.Request, "bb-1", attempt, default);

        Assert.Equal(ours, outcome is CreateOutcome.Created);
        Assert.Equal(ours, outcome is not CreateOutcome.Failed { Kind: CreateFailure.NameTaken });
    }

    [Theory]
    [InlineData(429, "Too many requests, please try again later.", CreateFailure.Retryable, FailureReason.Unknown)]
    [InlineData(500, "Internal error occurred: failed calling webhook \"w\": context deadline exceeded", CreateFailure.Retryable, FailureReason.Unknown)]
    [InlineData(503, "the server is currently unable to handle the request", CreateFailure.Retryable, FailureReason.Unknown)]
    [InlineData(504, "Timeout: request did not complete", CreateFailure.Retryable, FailureReason.Unknown)]
    [InlineData(403, "jobs.batch \"x\" is forbidden: exceeded quota: q, requested: count/jobs.batch=1", CreateFailure.Refused, FailureReason.QuotaExceeded)]
    [InlineData(400, "admission webhook \"w\" denied the request: no", CreateFailure.Final, FailureReason.AdmissionDenied)]
    [InlineData(403, "admission webhook \"w\" denied the request: no", CreateFailure.Final, FailureReason.AdmissionDenied)]
    [InlineData(422, "jobs.batch \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no", CreateFailure.Final, FailureReason.AdmissionDenied)]
    [InlineData(403, "jobs.batch is forbidden: User \"u\" cannot create resource", CreateFailure.Refused, FailureReason.Forbidden)]
    [InlineData(403, "unable to create new content in namespace x because it is being terminated", CreateFailure.Final, FailureReason.Forbidden)]
    [InlineData(404, "namespaces \"x\" not found", CreateFailure.Final, FailureReason.Invalid)]
    [InlineData(401, "Unauthorized", CreateFailure.Retryable, FailureReason.Unknown)]
    public async Task Happens_only_where_it_can_help(int status, string message, CreateFailure kind, string reason)
    {
        await using var server = await AnApiServer.StartAsync((_, _) =>
            (status, status == 429 ? message : AnApiServer.Status(message)));

        var failed = Assert.IsType<CreateOutcome.Failed>(await CreateAsync(server));

        Assert.Equal((kind, reason), (failed.Kind, failed.Error.Reason));
        Assert.Equal(status == 429 ? TimeSpan.FromSeconds(7) : null, failed.RetryAfter);
    }

    [Theory]
    [InlineData(403, "jobs.batch \"x\" is forbidden: exceeded quota: q")]
    [InlineData(403, "jobs.batch is forbidden: User \"u\" cannot create resource")]
    [InlineData(422, "admission webhook \"w\" denied the request: no")]
    public async Task Finds_the_job_of_a_try_that_was_not_answered_though_it_is_refused_now(int status, string message)
    {
        await using var server = await AnApiServer.StartAsync((method, _) =>
            method == "GET" ? (200, AnApiServer.Job()) : (status, AnApiServer.Status(message)));

        Assert.Equal("uid-1", Assert.IsType<CreateOutcome.Created>(await CreateAsync(server)).Ref.Uid);
    }

    [Theory]
    [InlineData("<html>hello</html>")]
    [InlineData("{\"kind\":\"Job\"")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"metadata\":{\"name\":\"bb-1\",\"namespace\":\"default\"}}")]
    [InlineData("{\"metadata\":7}")]
    public async Task Follows_an_answer_that_is_no_job(string garbage)
    {
        await using var server = await AnApiServer.StartAsync((_, _) => (201, garbage));

        Assert.Equal(CreateFailure.Retryable, Assert.IsType<CreateOutcome.Failed>(await CreateAsync(server)).Kind);
    }

    [Fact]
    public async Task Is_not_held_up_by_garbage_where_the_job_is_mended_deleted_or_looked_at()
    {
        await using var server = await AnApiServer.StartAsync((_, _) => (200, "<html>"));
        var job = new JobRef("default", "bb-1", "uid-1");

        Assert.False(await server.Cluster.ReleaseAsync(job, default));
        Assert.Null(await server.Cluster.MendAsync(job, "job-1", default));
        Assert.Null(await server.Cluster.LookAsync(job, default));
        Assert.False((await server.Cluster.RemoveAsync(AnApiServer.Request, "bb-1", 1, job, default)).Done);
    }

    [Fact]
    public async Task Has_an_error_no_longer_than_people_read()
    {
        await using var server = await AnApiServer.StartAsync((_, _) => (500, AnApiServer.Status(new string('x', 1 << 20))));

        Assert.InRange(Assert.IsType<CreateOutcome.Failed>(await CreateAsync(server)).Error.Message.Length, 1000, 1100);
    }

    [Fact]
    public async Task Is_another_name_and_says_so_in_a_later_attempt()
    {
        await using var server = await AnApiServer.StartAsync((_, _) => (201, AnApiServer.Job()));

        await server.Cluster.CreateAsync(AnApiServer.Request, "bb-2", 2, default);

        Assert.Contains("\"jobworker.dev/attempt\":\"2\"", server.Requests[0].Body, StringComparison.Ordinal);
    }

    private static Task<CreateOutcome> CreateAsync(AnApiServer server) =>
        server.Cluster.CreateAsync(AnApiServer.Request, "bb-1", 1, default);
}
