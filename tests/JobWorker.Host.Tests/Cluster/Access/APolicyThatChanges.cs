using JobWorker.Host.Callbacks;
using JobWorker.Host.Cluster;
using JobWorker.Host.Cluster.Access;
using JobWorker.Host.Cluster.Requests;
using JobWorker.Host.Cluster.Watching;
using JobWorker.Host.Jobs;
using JobWorker.Host.Tests.Cluster.Watching.Scripted;
using JobWorker.Host.Tests.Leadership;
using JobWorker.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Cluster.Access;

public sealed class APolicyThatChanges
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Has_the_rights_asked_for_again()
    {
        await using var world = new WatcherWorld();
        world.Api.Answer = _ => ScriptedApi.Of("""{"spec":{},"status":{"allowed":true}}""");
        using var policy = Policies.InForce(out var settings, "build");
        using var check = new AccessCheck(world.Api.Client, policy, _clock, NullLogger<AccessCheck>.Instance);
        await check.StartAsync(default);
        await HappensAsync(() => world.Api.Requests.Count == 10);

        settings.Allow("build", "test");
        await HappensAsync(() => world.Api.Requests.Count > 10);

        await check.StopAsync(default);
    }

    [Fact]
    public async Task Has_the_watches_begin_anew_when_it_moves_what_is_watched_and_only_then()
    {
        await using var world = new WatcherWorld();
        using var policy = Policies.InForce(out var settings, "build");
        using var role = Leaderships.Alone(_clock);
        using var watch = new LeaderWatch(role, policy, NewWatcher, NullLogger<LeaderWatch>.Instance);
        await watch.StartAsync(default);
        await HappensAsync(() => Watches("/namespaces/build/jobs") == 1);

        settings["Policy:Cpu"] = "4";
        settings.Allow("build");
        settings.Allow("test");
        await HappensAsync(() => Watches("/namespaces/test/jobs") == 1);
        settings.Allow("test", "build");
        await HappensAsync(() => Watches("/apis/batch/v1/jobs") == 1);

        Assert.Equal(1, Watches("/namespaces/build/jobs"));
        await watch.StopAsync(default);

        int Watches(string path) => world.Api.Watches.Count(r => r.Contains(path + "?", StringComparison.Ordinal));

        JobWatcher NewWatcher() => new(
            new WatchScope(world.Api.Client, WatchScope.Only(policy.Policy)), world, world,
            new FailedLog(world.Api.Client, Options.Create(new CallbackOptions())), new ClusterState(), role, world.Api.Server,
            Options.Create(new JobOptions()), Options.Create(new KubernetesOptions()), _clock, NullLogger<JobWatcher>.Instance);
    }

    private static async Task HappensAsync(Func<bool> what) =>
        await Until.IsAsync("it to happen", TimeSpan.FromSeconds(10), () => Task.FromResult(what() ? "yes" : null));
}
