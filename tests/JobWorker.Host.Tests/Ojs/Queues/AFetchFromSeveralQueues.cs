using System.Collections.Immutable;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Envelopes.Workers;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Journals;
using JobWorker.Host.Tests.Journals;

namespace JobWorker.Host.Tests.Ojs.Queues;

public sealed class AFetchFromSeveralQueues : IAsyncDisposable
{
    private readonly QueueProcess _process;
    private string? _broken;

    public AFetchFromSeveralQueues()
    {
        var slots = new MemorySlots();
        var store = new MemoryQueueStore(slots)
        {
            Before = key => _broken is { } part && key.Contains(part, StringComparison.Ordinal)
                ? Task.FromException(new JournalUnavailableException("The store is away."))
                : Task.CompletedTask,
        };
        _process = new QueueProcess(slots, store, new ManualClock());
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [Theory]
    [InlineData("none", "a b c")]
    [InlineData("-q-a-log", "b c")]
    [InlineData("-q-b-log", "a c")]
    [InlineData("-q-c-log", "a b")]
    [InlineData("-log", null)]
    public async Task Has_what_can_be_had(string broken, string? expected)
    {
        foreach (var queue in (string[])["a", "b", "c"])
        {
            var spec = new JobSpec { Type = "a.job", Args = RawJson.Parse("[]"), Queue = queue };
            await _process.AskAsync(queue, new QueueOperation.Enqueue([new NewJob(spec)]), CancellationToken.None);
        }

        _broken = broken;
        var request = new FetchRequest(["a", "b", "c"], Count: 9, "w", VisibilityTimeout: null, Wait: TimeSpan.Zero);

        if (expected is null)
        {
            await Assert.ThrowsAsync<JournalUnavailableException>(() => FetchAsync(request));
        }
        else
        {
            Assert.Equal(expected.Split(' '), (await FetchAsync(request)).Select(job => job.Spec.Queue));
        }
    }

    [Fact]
    public async Task Is_woken_by_the_first_job_of_a_queue_and_leaves_nothing_behind()
    {
        var fetch = FetchAsync(new FetchRequest(["a", "b", "b"], Count: 1, "w", VisibilityTimeout: null, Wait: TimeSpan.FromDays(1)));
        await Testing.Until.IsAsync("the fetch to listen", TimeSpan.FromSeconds(20), () => Task.FromResult(_process.Signals.Heard == 2 ? this : null));

        var spec = new JobSpec { Type = "a.job", Args = RawJson.Parse("[]"), Queue = "b" };
        await _process.Enqueuer.EnqueueAsync([new JobRequest(spec, null)], CancellationToken.None);

        Assert.Equal("b", Assert.Single(await fetch.WaitAsync(TimeSpan.FromSeconds(20))).Spec.Queue);
        Assert.Equal(0, _process.Signals.Heard);
    }

    private Task<ImmutableArray<OjsJob>> FetchAsync(FetchRequest request) =>
        _process.Fetcher.FetchAsync(request, tenant: null, CancellationToken.None);
}
