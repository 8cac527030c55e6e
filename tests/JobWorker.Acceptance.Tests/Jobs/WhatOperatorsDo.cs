using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Jobs;

public sealed class WhatOperatorsDo(EmbeddedWorld fixture) : IClassFixture<EmbeddedWorld>
{
    private readonly World _world = fixture.World;
    private readonly string _id = JobMessages.NewId();

    [Fact]
    public async Task Ends_a_running_job_and_deletes_it()
    {
        Assert.Equal(404, await _world.Api.CancelAsync(_id));
        await SubmitAsync("sleep 600");
        await _world.JobAsync(_id, "to run", j => j.State == "running");
        Assert.Equal(409, await _world.Api.RedriveAsync(_id));

        Assert.Equal(202, await _world.Api.CancelAsync(_id));
        var told = await _world.ToldAsync(_id, status: 99);
        var job = await _world.JobAsync(_id, "to be removed", j => j.Events.Contains("JobRemoved"));

        Assert.Equal([0, 1, 99], told.Once().Select(d => d.Status));
        Assert.Equal("A110", told[^1].Detail.GetProperty("error").GetProperty("errorCode").GetString());
        Assert.Equal(409, await _world.Api.CancelAsync(_id));
        await _world.WaitAsync("the pod to end", TimeSpan.FromSeconds(40), async () =>
            (await _world.ClusterApi.PodPhasesAsync(job.JobName!)).Count == 0 ? _world : null);
    }

    [Fact]
    public async Task Runs_a_failed_job_once_more_and_its_callbacks_count_on()
    {
        var flag = Path.Combine(Path.GetTempPath(), $"redriven-{_id}");
        await SubmitAsync($"test -e {flag} || {{ touch {flag}; exit 1; }}");
        await _world.ToldAsync(_id, status: 3);
        var first = await _world.FinishedAsync(_id);

        Assert.Equal(202, await _world.Api.RedriveAsync(_id));
        var told = await _world.ToldAsync(_id, status: 2);
        var second = await _world.FinishedAsync(_id);

        Assert.Equal([0, 1, 3, 0, 1, 2], told.Once().Select(d => d.Status));
        Assert.Equal("succeeded", second.State);
        Assert.NotEqual(first.JobName, second.JobName);
        Assert.Equal(2, second.Json.GetProperty("attempt").GetInt32());
        var (_, then) = await _world.Api.GetAsync($"/api/jobs/{_id}?at={first.Events.Count}");
        Assert.Contains("\"state\":\"failed\"", then, StringComparison.Ordinal);
        File.Delete(flag);
    }

    [Fact]
    public async Task Reads_the_log_of_a_job()
    {
        await SubmitAsync("echo one; echo two");
        await _world.ToldAsync(_id, status: 2);

        Assert.Equal((200, "one\ntwo\n"), await _world.Api.GetAsync($"/api/jobs/{_id}/logs?follow=true"));
        Assert.Equal((200, "two\n"), await _world.Api.GetAsync($"/api/jobs/{_id}/logs?tailLines=1"));
        Assert.Equal(409, (await _world.Api.GetAsync($"/api/jobs/{_id}/logs?container=other")).Status);
        Assert.Equal(404, (await _world.Api.GetAsync("/api/jobs/nobody/logs")).Status);
    }

    [Fact]
    public async Task Tries_a_message_out_and_nothing_happens()
    {
        var good = await _world.Api.DryRunAsync(JobMessages.Shell(_id, "true").Bytes());
        var bad = await _world.Api.DryRunAsync(JobMessages.Shell(_id, "true", change: job => job["namespace"] = "kube-system").Bytes());

        Assert.True(good.GetProperty("valid").GetBoolean());
        Assert.Equal("Job", good.GetProperty("manifest").GetProperty("kind").GetString());
        Assert.True(good.GetProperty("server").GetProperty("accepted").GetBoolean());
        Assert.False(bad.GetProperty("valid").GetBoolean());
        Assert.Equal("job.namespace", bad.GetProperty("violations")[0].GetProperty("field").GetString());
        Assert.Empty(await _world.ClusterApi.JobsOfAsync(_id));
    }

    [Fact]
    public async Task Is_done_though_the_worker_dies_between_decision_and_deletion()
    {
        await SubmitAsync("sleep 600");
        var job = await _world.JobAsync(_id, "to run", j => j.State == "running");
        await _world.Cluster!.SignalAsync("STOP");
        var cancel = _world.Api.CancelAsync(_id);
        await Task.WhenAny(cancel, _world.JobAsync(_id, "to be aborted", j => j.State == "aborted"));
        await _world.Worker!.KillAsync();
        await _world.Cluster!.SignalAsync("CONT");
        await ((Task)cancel).ContinueWith(_ => { }, TaskScheduler.Default);
        _world.StartWorker();

        var told = await _world.ToldAsync(_id, status: 99);
        await _world.JobAsync(_id, "to be removed", j => j.Events.Contains("JobRemoved"));

        Assert.Equal([0, 1, 99], told.Once().Select(d => d.Status));
        await _world.WaitAsync("the pod to end", TimeSpan.FromSeconds(40), async () =>
            (await _world.ClusterApi.PodPhasesAsync(job.JobName!)).Count == 0 ? _world : null);
    }

    private async Task SubmitAsync(string script)
    {
        var message = JobMessages.Shell(_id, script, Receiver.Url(_world.ReceiverPort));
        Assert.Equal(202, await _world.Api.SubmitAsync(message.Bytes()));
    }
}
