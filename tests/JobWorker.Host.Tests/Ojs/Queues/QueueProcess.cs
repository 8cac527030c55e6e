using System.Collections.Concurrent;
using System.Collections.Immutable;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs;
using JobWorker.Host.Ojs.Batches;
using JobWorker.Host.Ojs.Extensions.Webhooks;
using JobWorker.Host.Ojs.Queues;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Host.Ojs.Schedules;
using JobWorker.Host.Ojs.Workflows;
using JobWorker.Host.Tests.Journals;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobWorker.Host.Tests.Ojs.Queues;

/// <summary>A process with queues over a store that others share.</summary>
internal sealed class QueueProcess : IAsyncDisposable, IQueues
{
    public const string Queue = "q";

    private readonly ServiceProvider _services;
    private readonly ConcurrentDictionary<string, QueueKeeper> _keepers = new();

    public QueueProcess(MemorySlots slots, MemoryQueueStore store, ManualClock clock, int checkpointEvents = 100_000)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Ojs:CheckpointEvents"] = $"{checkpointEvents}" }).Build());
        services.AddLogging();
        services.AddOptions<JournalOptions>();
        services.AddSingleton<TimeProvider>(clock);
        services.AddDaprClient();
        services.AddOjs();
        services.AddSingleton<IStateSlots>(slots);
        services.AddSingleton<IQueueStore>(store);
        services.AddSingleton<IQueues>(this);
        _services = services.BuildServiceProvider();
    }

    public JobFinder Finder => _services.GetRequiredService<JobFinder>();

    public Enqueuer Enqueuer => _services.GetRequiredService<Enqueuer>();

    public Fetcher Fetcher => _services.GetRequiredService<Fetcher>();

    public QueueSignals Signals => _services.GetRequiredService<QueueSignals>();

    public Batches Batches => _services.GetRequiredService<Batches>();

    public Subscriptions Subscriptions => _services.GetRequiredService<Subscriptions>();

    public WorkflowKeeper Workflows => _services.GetRequiredService<WorkflowKeeper>();

    public Crons Crons => _services.GetRequiredService<Crons>();

    private QueueKeepers Keepers => _services.GetRequiredService<QueueKeepers>();

    public async Task<QueueAnswer> AskAsync(string queue, QueueOperation operation, CancellationToken cancel)
    {
        var keeper = _keepers.GetOrAdd(queue, name => Keepers.Keeper(Keepers.Keys(name, 0).Prefix, new NoReminder()));

        return (await keeper.ApplyAsync(new QueueCall([operation]), cancel)).Answers[0];
    }

    public Task<QueueAnswer> AskAsync(QueueOperation operation) => AskAsync(Queue, operation, CancellationToken.None);

    /// <summary>Enqueues jobs, one of so many under an id from outside; answers the ids.</summary>
    public async Task<ImmutableArray<string>> EnqueueAsync(int count, int outside = 2)
    {
        var ids = ImmutableArray.CreateBuilder<string>(count);
        for (var n = 0; n < count; n++)
        {
            var id = n % outside != outside - 1 ? null : Guid.CreateVersion7().ToString();
            Assert.True(id is null || await Finder.ClaimAsync(id, Queue, CancellationToken.None));
            var spec = new JobSpec { Type = "test.job", Args = RawJson.Parse($"[{n}]"), Queue = Queue };
            ids.Add(Assert.Single(((QueueAnswer.Jobs)await AskAsync(new QueueOperation.Enqueue([new NewJob(spec, id)]))).Found).Id);
        }

        return ids.MoveToImmutable();
    }

    /// <summary>Fetches jobs and acknowledges them.</summary>
    public async Task WorkAsync(int count)
    {
        var jobs = ((QueueAnswer.Jobs)await AskAsync(new QueueOperation.Fetch(count, "w", null))).Found;
        Assert.Equal(count, jobs.Length);
        foreach (var job in jobs)
        {
            await AskAsync(new QueueOperation.Ack(job.Id, "w", null));
        }
    }

    /// <summary>The job as it is told; none where there is none.</summary>
    public async Task<OjsJob?> FindAsync(string id) =>
        await Finder.AskAsync(new QueueOperation.Get(id), CancellationToken.None) is QueueAnswer.Jobs { Found: [var job] } ? job : null;

    /// <summary>Everything there is to know, as text.</summary>
    public async Task<string> DescribeAsync(IEnumerable<string> ids)
    {
        var jobs = new List<OjsJob?>();
        foreach (var id in ids)
        {
            jobs.Add(await FindAsync(id));
        }

        var counts = (QueueAnswer.Counts)await AskAsync(new QueueOperation.Stats());

        return System.Text.Encoding.UTF8.GetString(
            OjsJson.Write(new { jobs, counts = counts.ByState.OrderBy(n => n.Key).Select(n => $"{n.Key} {n.Value}") }));
    }

    /// <summary>The reminders of all queues come: those where nothing is to be done are written down.</summary>
    public async Task RemindAsync()
    {
        foreach (var keeper in _keepers.Values)
        {
            await keeper.RemindedAsync(CancellationToken.None);
        }
    }

    /// <summary>Ends in order: every queue is written down.</summary>
    public async Task EndAsync()
    {
        foreach (var keeper in _keepers.Values)
        {
            await keeper.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class NoReminder : IQueueReminder
    {
        public Task ArmAsync() => Task.CompletedTask;

        public Task DisarmAsync() => Task.CompletedTask;
    }
}
