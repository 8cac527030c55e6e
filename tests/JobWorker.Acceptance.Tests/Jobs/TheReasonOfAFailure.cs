using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Jobs;

public sealed class TheReasonOfAFailure(ImpatientWorld fixture) : IClassFixture<ImpatientWorld>
{
    private readonly World _world = fixture.World;
    private readonly string _id = JobMessages.NewId();

    [Fact]
    public async Task Comes_with_the_end_of_the_log()
    {
        var error = await FailAsync(status: 3, "echo one; echo two; echo three; exit 7");

        Assert.Equal("ExitCode", error.GetProperty("reason").GetString());
        Assert.Equal("two\nthree", error.GetProperty("log").GetString());
    }

    [Fact]
    public async Task Is_memory_when_the_container_ran_out_of_it()
    {
        var error = await FailAsync(status: 3, "exit 137", ("devcluster/end-reason", "OOMKilled"));

        Assert.Equal("OOMKilled", error.GetProperty("reason").GetString());
        Assert.Equal(137, error.GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task Is_the_deadline_when_that_ended_the_job()
    {
        await SubmitAsync("sleep 60");
        var job = await _world.JobAsync(_id, "to run", j => j.State == "running");
        await _world.ClusterApi.LimitJobAsync(job.JobName!, seconds: 1);

        Assert.Equal("DeadlineExceeded", ErrorOf(await _world.ToldAsync(_id, status: 3)).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Is_the_image_when_it_does_not_come_in_time_and_the_job_goes()
    {
        var error = await FailAsync(status: 99, "true", ("devcluster/wait-reason", "ImagePullBackOff"));
        var job = await _world.JobAsync(_id, "to be removed", j => j.Events.Contains("JobRemoved"));

        Assert.Equal(("A105", "ImagePullBackOff"), (error.GetProperty("errorCode").GetString(), error.GetProperty("reason").GetString()));
        Assert.Equal(
            ["JobRequested", "JobCreated", "PodStuck", "JobAborted", "JobRemoved"],
            job.Events.Where(e => !e.StartsWith("Callback", StringComparison.Ordinal)));
        await _world.WaitAsync("the Job and its pods to go", TimeSpan.FromSeconds(20), async () =>
            (await _world.ClusterApi.JobsOfAsync(_id)).Count == 0 && (await _world.ClusterApi.PodPhasesAsync(job.JobName!)).Count == 0
                ? _world
                : null);
    }

    [Fact]
    public async Task Is_told_at_once_when_the_image_can_have_no_such_name()
    {
        var error = await FailAsync(status: 99, "true", ("devcluster/wait-reason", "InvalidImageName"));

        Assert.Equal(("A104", "InvalidImageName"), (error.GetProperty("errorCode").GetString(), error.GetProperty("reason").GetString()));
    }

    private async Task<JsonElement> FailAsync(int status, string script, params (string Key, string Value)[] annotations)
    {
        await SubmitAsync(script, job =>
            job["annotations"] = new JsonObject(annotations.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value))));

        return ErrorOf(await _world.ToldAsync(_id, status));
    }

    private static JsonElement ErrorOf(IReadOnlyList<Delivery> told) => told[^1].Detail.GetProperty("error");

    private async Task SubmitAsync(string script, Action<JsonObject>? change = null)
    {
        var message = JobMessages.Shell(_id, script, Receiver.Url(_world.ReceiverPort), change);
        Assert.Equal(202, await _world.Api.SubmitAsync(message.Bytes()));
    }
}
