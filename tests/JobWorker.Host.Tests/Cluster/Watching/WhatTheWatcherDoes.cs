using JobWorker.Core.Jobs;
using JobWorker.Host.Jobs;
using JobWorker.Host.Tests.Cluster.Watching.Scripted;
using JobWorker.Testing;
using static JobWorker.Host.Tests.Cluster.Watching.Scripted.ScriptedApi;

namespace JobWorker.Host.Tests.Cluster.Watching;

public sealed class WhatTheWatcherDoes : IAsyncLifetime
{
    private const string Complete = ""","status":{"conditions":[{"type":"Complete","status":"True"}]}""";

    private readonly WatcherWorld _world = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task With_a_job_that_lost_its_label_is_to_put_it_back_and_say_nothing()
    {
        _world.Listed.Add(Job("a"));
        _world.Jobs.Add(Event("DELETED", Job("a")));
        _world.Jobs.Add(Event("ADDED", Job("b", Complete)));
        _world.Start();

        await ToldAsync("mend a for job-a", "job-b: ObserveSucceeded");

        Assert.DoesNotContain("job-a: ObserveVanished", _world.Told);
    }

    [Fact]
    public async Task With_a_job_that_is_gone_is_to_say_so_once_it_is_sure()
    {
        _world.Listed.Add(Job("a"));
        _world.Jobs.Add(Event("DELETED", Job("a")));
        _world.IsThere = null;
        _world.Start();
        await ToldAsync("mend a for job-a");
        Assert.DoesNotContain("job-a: ObserveVanished", _world.Told);

        _world.IsThere = false;

        await ToldAsync("job-a: ObserveVanished");
    }

    [Fact]
    public async Task With_a_job_that_lost_its_finalizer_is_to_put_it_back()
    {
        _world.Jobs.Add(Event("MODIFIED", Job("a").Replace("jobworker.dev/outcome", "others.dev/own", StringComparison.Ordinal)));
        _world.Start();

        await ToldAsync("mend a for job-a");
    }

    [Fact]
    public async Task With_a_copy_of_our_job_is_to_let_it_go_once_it_has_ended()
    {
        _world.Reply = _ => WatcherWorld.NotFound(JobState.Running);
        _world.Jobs.Add(Event("ADDED", Job("copy")));
        _world.Jobs.Add(Event("MODIFIED", Job("copy", Complete)));
        _world.Start();

        await ToldAsync("job-copy: ObserveSucceeded", "release copy");

        Assert.Equal(2, _world.Told.Count);
    }

    [Fact]
    public async Task With_a_job_nobody_knows_that_is_being_deleted_is_to_let_it_go()
    {
        _world.Reply = _ => WatcherWorld.NotFound(JobState.None);
        _world.Jobs.Add(Event("ADDED", Job("a").Replace(
            "\"uid\"", "\"deletionTimestamp\":\"2026-01-01T12:00:00Z\",\"uid\"", StringComparison.Ordinal)));
        _world.Start();

        await ToldAsync("job-a: ObserveVanished", "release a");
    }

    [Fact]
    public async Task With_jobs_that_get_no_pod_is_to_tell_why_with_one_request_for_all_of_them()
    {
        _world.Listed.AddRange([Job("a"), Job("b"), Job("c")]);
        _world.Events = """
            {"items":[null,{"involvedObject":null},
            {"type":"Warning","reason":"FailedCreate","message":"Error creating: pods \"x\" is forbidden: exceeded quota: q","involvedObject":{"uid":"a"}},
            {"type":"Warning","reason":"FailedCreate","message":"Error creating: pods \"x\" is forbidden: error looking up service account default/foo: serviceaccount \"foo\" not found","involvedObject":{"uid":"b"}},
            {"type":"Warning","reason":"FailedCreate","message":"exceeded quota: q","involvedObject":{"uid":"long gone"}}]}
            """;
        _world.Start();

        await ToldAsync("job-a: ObserveStuck QuotaExceeded", "job-b: ObserveStuck Forbidden");

        Assert.Single(_world.Api.Lists, r => r.Contains("/events", StringComparison.Ordinal));
        Assert.DoesNotContain(_world.Told, t => t.StartsWith("job-c: ObserveStuck", StringComparison.Ordinal));
        Assert.InRange(_world.Clock.GetUtcNow() - new DateTimeOffset(Kube.Noon), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task With_one_that_cannot_be_told_is_to_try_again_without_holding_up_the_others()
    {
        var thrown = 0;
        _world.Reply = id => id == "job-a" && thrown++ < 3 ? throw new InvalidOperationException("poison") : new JobReply(JobState.Created, 2);
        _world.Listed.AddRange(Enumerable.Range(0, 64).Select(i => Job($"b{i}")).Prepend(Job("a")));
        _world.Start();

        await Until.IsAsync("the others", TimeSpan.FromSeconds(10), () => Task.FromResult(
            _world.Told.Distinct().Count() == 65 ? "all" : null));
        await Until.IsAsync("the fourth try", TimeSpan.FromSeconds(10), () =>
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(1));

            return Task.FromResult(_world.Told.Count(t => t == "job-a: Supervise") == 4 ? "yes" : null);
        });
    }

    private async Task ToldAsync(params string[] told) => await Until.IsAsync(
        string.Join(", ", told), TimeSpan.FromSeconds(10), () =>
        {
            if (!told.All(_world.Told.Contains))
            {
                _world.Clock.Advance(TimeSpan.FromSeconds(1));
            }

            return Task.FromResult(told.All(_world.Told.Contains) ? "yes" : null);
        },
        () => $"told: {string.Join(", ", _world.Told)}; asked: {string.Join(", ", _world.Api.Requests)}");
}
