using System.Text.Json.Nodes;
using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Jobs;

public sealed class AJobThatGoesWrong(EmbeddedWorld fixture) : IClassFixture<EmbeddedWorld>
{
    private readonly World _world = fixture.World;
    private readonly string _id = JobMessages.NewId();

    [Fact]
    public async Task Is_reported_with_its_exit_code()
    {
        await SubmitAsync("exit 7");
        var told = await _world.ToldAsync(_id, status: 3);

        Assert.Equal([0, 1, 3], told.Once().Select(d => d.Status));
        var error = told[^1].Detail.GetProperty("error");
        Assert.Equal("A108", error.GetProperty("errorCode").GetString());
        Assert.Equal("ExitCode", error.GetProperty("reason").GetString());
        Assert.Equal(7, error.GetProperty("exitCode").GetInt32());
        Assert.Equal("tests", error.GetProperty("container").GetString());
        Assert.Equal(told[1].Detail.GetProperty("podName").GetString(), error.GetProperty("podName").GetString());
    }

    [Fact]
    public async Task Is_reported_as_vanished_when_somebody_deletes_it()
    {
        await SubmitAsync("sleep 60");
        var job = await _world.JobAsync(_id, "to run", j => j.State == "running");
        await _world.ClusterApi.DeleteJobAsync(job.JobName!);
        var told = await _world.ToldAsync(_id, status: 99);

        Assert.Equal([0, 1, 99], told.Once().Select(d => d.Status));
        var error = told[^1].Detail.GetProperty("error");
        Assert.Equal("A106", error.GetProperty("errorCode").GetString());
        Assert.Equal("JobDeleted", error.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Runs_as_soon_as_the_ConfigMap_it_waits_for_is_there()
    {
        var map = $"late-{_id}";
        await SubmitAsync("""test "$GREETING" = hello""", job =>
            job["envFrom"] = new JsonArray(new JsonObject { ["name"] = map, ["type"] = "configmap" }));
        var job = await _world.JobAsync(_id, "to be created", j => j.JobName is not null);
        await _world.WaitAsync("its pod to wait", TimeSpan.FromSeconds(10), async () =>
            await _world.ClusterApi.PodPhasesAsync(job.JobName!) is ["Pending"] ? _world : null);

        await _world.ClusterApi.CreateConfigMapAsync(map, "GREETING", "hello");
        var told = await _world.ToldAsync(_id, status: 2);

        Assert.Equal([0, 1, 2], told.Once().Select(d => d.Status));
    }

    private async Task SubmitAsync(string script, Action<JsonObject>? change = null)
    {
        var message = JobMessages.Shell(_id, script, Receiver.Url(_world.ReceiverPort), change);
        Assert.Equal(202, await _world.Api.SubmitAsync(message.Bytes()));
    }
}
