namespace JobWorker.Host.Tests.Ojs.Extensions;

/// <summary>What workers say of a job, and what can be read of it.</summary>
public sealed class AJobAtWork : IAsyncLifetime
{
    private OjsWorld _world = null!;
    private string _id = "";

    public async Task InitializeAsync()
    {
        _world = await OjsWorld.StartAsync();
        _id = await _world.EnqueueAsync();
        Assert.Equal(_id, await _world.FetchAsync());
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Has_its_progress_between_0_and_1_whatever_is_said()
    {
        Assert.Equal("1", (await _world.PutAsync($"/jobs/{_id}/progress", """{"progress":1.5}""")).Text("progress"));
        await _world.PostAsync("/workers/progress", $$$"""{"job_id":"{{{_id}}}","progress":0.25,"message":"a quarter","data":{"row":7}}""");

        var said = await _world.GetAsync($"/jobs/{_id}/progress");

        Assert.Equal(("0.25", "a quarter", "7"), (said.Text("progress"), said.Text("message"), said.Text("data.row")));
        Assert.Equal("1", (await _world.PutAsync($"/jobs/{_id}/progress", """{"progress":1e999}""")).Text("progress"));
        var wrong = await _world.PutAsync($"/jobs/{_id}/progress", """{"progress":"half"}""");
        Assert.Equal((400, "progress must be a number."), (wrong.Status, wrong.Text("error.message")));
    }

    [Fact]
    public async Task Keeps_its_checkpoint_until_it_is_deleted()
    {
        Assert.Equal(404, (await _world.GetAsync($"/jobs/{_id}/checkpoint")).Status);
        await _world.PutAsync($"/jobs/{_id}/checkpoint", """{"state":{"row":7}}""");
        await _world.PutAsync($"/checkpoints/{_id}", """{"state":{"row":8}}""");

        var said = await _world.GetAsync($"/checkpoints/{_id}");

        Assert.Equal(("8", "2"), (said.Text("state.row"), said.Text("sequence")));
        Assert.Equal(200, (await _world.SendAsync(HttpMethod.Delete, $"/jobs/{_id}/checkpoint")).Status);
        Assert.Equal(404, (await _world.GetAsync($"/jobs/{_id}/checkpoint")).Status);
    }

    [Fact]
    public async Task Has_a_history_in_pages()
    {
        await _world.PostAsync($"/jobs/{_id}/ack", """{"worker_id":"w"}""");

        var said = await _world.GetAsync($"/jobs/{_id}/history?limit=2&offset=1");

        Assert.Equal(("3", "2"), (said.Text("total"), said.At("events").GetArrayLength().ToString()));
        Assert.Equal(("job.started", "w", "available"), (said.Text("events.0.event_type"), said.Text("events.0.worker_id"), said.Text("events.0.data.from")));
        Assert.Equal(("job.completed", "completed"), (said.Text("events.1.event_type"), said.Text("events.1.state")));
    }

    [Fact]
    public async Task Has_no_larger_result_under_its_own_path_than_elsewhere()
    {
        var large = $$"""{"worker_id":"w","result":"{{new string('x', 1024 * 1024)}}"}""";

        var said = await _world.PostAsync($"/jobs/{_id}/ack", large);

        Assert.Equal((400, "invalid_payload", "result"), (said.Status, said.Text("error.code"), said.Text("error.details.field")));
        Assert.Equal("active", (await _world.GetAsync($"/jobs/{_id}")).Text("job.state"));
        Assert.Equal(400, (await _world.PostAsync($"/jobs/{_id}/ack", """{"worker_id":5}""")).Status);
        Assert.Equal(200, (await _world.SendAsync(HttpMethod.Post, $"/jobs/{_id}/ack")).Status);
    }

    [Fact]
    public async Task Is_not_there_for_who_spells_its_id_wrong() =>
        Assert.Equal(404, (await _world.GetAsync("/jobs/019539a4-b68c-7def-8000-1a2b3c4d5e6f/history")).Status);
}
