using System.Net;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Host.Jobs;
using JobWorker.Host.Jobs.Events;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Tests.Jobs.Events;

/// <summary>What a keeper does with the news of its publisher.</summary>
public sealed class AJobWhoseEventsAreUntold
{
    private readonly Feed _feed = new();
    private readonly KeeperWorld _world;

    public AJobWhoseEventsAreUntold()
    {
        _world = new KeeperWorld { Feed = _feed };
        _world.Restart();
    }

    [Fact]
    public async Task Keeps_its_kubernetes_job_until_they_are_published_and_arms_no_reminder()
    {
        await EndAsync();
        Assert.DoesNotContain("release", _world.Calls);

        _feed.Told = await VersionAsync();
        await _world.SuperviseAsync();

        Assert.Contains("release", _world.Calls);
        Assert.DoesNotContain(_world.Calls, c => c.StartsWith("arm", StringComparison.Ordinal));
        Assert.Equal(_feed.Told, _feed.Noted[^1]);
    }

    [Fact]
    public async Task Is_held_by_its_reminder_and_lets_its_kubernetes_job_go_when_the_broker_is_away()
    {
        await EndAsync();
        _feed.Told = 2;
        await _world.SuperviseAsync();

        Assert.Equal([$"arm at version {await VersionAsync()}", "release"], _world.Calls[^2..]);

        _feed.Told = await VersionAsync();
        await _world.SuperviseAsync();
        Assert.Equal("disarm", _world.Calls[^1]);
    }

    [Fact]
    public async Task Is_held_by_its_reminder_before_it_records_that_it_is_rejected()
    {
        await RejectAsync();

        Assert.Equal(["arm at version 0"], _world.Calls);
        _feed.Told = 1;
        await _world.SuperviseAsync();
        Assert.Equal("disarm", _world.Calls[^1]);
    }

    [Fact]
    public async Task Is_held_by_its_reminder_before_it_records_what_comes_after_its_end()
    {
        await EndAsync();
        _feed.Told = await VersionAsync();
        await _world.SuperviseAsync();
        _world.Calls.Clear();

        await _world.SubmitAsync("other");

        Assert.Equal($"arm at version {_feed.Told}", _world.Calls[0]);
    }

    [Fact]
    public async Task Is_held_by_its_reminder_again_when_it_is_loaded_anew()
    {
        await RejectAsync();
        _world.Restart();
        _world.Calls.Clear();
        await _world.SuperviseAsync();
        Assert.Equal(["arm at version 1"], _world.Calls);

        _feed.Told = 1;
        await _world.SuperviseAsync();
        Assert.Equal(["arm at version 1", "disarm"], _world.Calls);
    }

    private Task<JobReply> RejectAsync() => _world.TellAsync(new JobCommand.Reject(
        "svc", null, ErrorCode.MessageInvalid, [new Violation("job", "is required")], "hash", _world.Clock.GetUtcNow()));

    private async Task EndAsync()
    {
        await _world.SubmitAsync();
        await _world.SucceedAsync();
        await _world.CallbackAsync(0, 1, HttpStatusCode.OK);
        await _world.CallbackAsync(1, 1, HttpStatusCode.OK);
        await _world.CallbackAsync(2, 1, HttpStatusCode.OK);
    }

    private async Task<long> VersionAsync() => (await _world.Journal.LoadAsync(KeeperWorld.Id, default)).Version;

    private sealed class Feed : IEventFeed
    {
        public long? Told { get; set; }

        public List<long> Noted { get; } = [];

        public long? ToldOfNew => null;

        public ValueTask<long?> ToldAsync(JournalStream<Job> stream, CancellationToken cancel) => new(Told);

        public void Note(JournalStream<Job> stream, long? told) => Noted.Add(stream.Version);
    }
}
