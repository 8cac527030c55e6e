using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.KubernetesJobs;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Host.Ojs.Transport;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Ojs.Queues;

/// <summary>What every keeper of a queue shares.</summary>
internal sealed class QueueKeepers(
    IQueueStore store,
    OjsDirectory directory,
    QueueSignals signals,
    IEnumerable<IEventSink> sinks,
    Lazy<IQueues> queues,
    Lazy<IParents> parents,
    Lazy<KubernetesRunner> kubernetes,
    TimeProvider clock,
    IOptions<OjsOptions> options,
    IOptions<JournalOptions> journals,
    ILogger<QueueKeeper> logger)
{
    private static readonly TimeSpan NotesRetention = TimeSpan.FromMinutes(10);

    private readonly string _prefix = journals.Value.KeyPrefix;

    public IQueueStore Store { get; } = store;

    public TimeProvider Clock { get; } = clock;

    /// <summary>Where what happens goes.</summary>
    public ImmutableArray<IEventSink> Sinks { get; } = [.. sinks];

    /// <summary>How long finished jobs of a queue can be looked up: notes, whose jobs are elsewhere, not for long.</summary>
    public TimeSpan RetentionOf(string queue) => queue == QueueNames.Notes ? NotesRetention : Retention;

    /// <summary>How long what is finished can be looked up.</summary>
    public TimeSpan Retention { get; } = options.Value.Retention;

    /// <summary>Dead letters a queue keeps.</summary>
    public int DeadLetters { get; } = options.Value.DeadLetters;

    /// <summary>How long a queue keeps them.</summary>
    public TimeSpan DeadLetterRetention { get; } = options.Value.DeadLetterRetention;

    /// <summary>Events after which the log is cut.</summary>
    public int CheckpointEvents { get; } = options.Value.CheckpointEvents;

    /// <summary>What the keys that find jobs begin with.</summary>
    public string Locators => Key("id", "");

    /// <summary>The key of something that is no queue's.</summary>
    public string Key(string kind, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{_prefix}ojs-{directory.Generation}-{kind}-{name}");

    /// <summary>The keys of a queue, and with them the id of its actor.</summary>
    public QueueKeys Keys(string queue, long generation) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{_prefix}ojs-{generation}-q-{queue}"));

    /// <summary>The keeper of the queue behind an actor's id.</summary>
    public QueueKeeper Keeper(string actorId, IQueueReminder reminder)
    {
        var parts = actorId[(_prefix.Length + "ojs-".Length)..].Split('-', 3);

        return new QueueKeeper(parts[2], long.Parse(parts[0], CultureInfo.InvariantCulture), reminder, this);
    }

    /// <summary>A word for an activation that no other has.</summary>
    public static string NewOwner() => RandomNumberGenerator.GetHexString(12, lowercase: true);

    public static ulong Chance() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));

    /// <summary>The queue's number: the first that asks gets one.</summary>
    public Task<int> NumberAsync(string queue, CancellationToken cancel) => directory.RegisterQueueAsync(queue, cancel);

    /// <summary>Where a job is whose id does not tell.</summary>
    public Task<JobLocator?> LocateAsync(string id, CancellationToken cancel) =>
        Store.ReadAsync<JobLocator>(Locators + id, cancel);

    /// <summary>Where those of the jobs are whose places are known.</summary>
    public async Task<IEnumerable<(string Id, long Place)>> LocateAsync(IReadOnlyList<string> ids, CancellationToken cancel)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        var found = await Store.GetManyAsync([.. ids.Select(id => Locators + id)], cancel);

        return
            from id in ids
            where found.ContainsKey(Locators + id)
            let place = OjsJson.Read<JobLocator>(found[Locators + id].Utf8.Span).Place
            where place is not null
            select (id, place.Value);
    }

    /// <summary>The queue has something to do: in a turn of its own.</summary>
    public void Tick(string queue) => _ = TickAsync(queue);

    /// <summary>Who waits for jobs, and parents whose jobs have ended, hear of it.</summary>
    public void Tell(QueueNews news)
    {
        signals.Tell(news.Queue, news.Last);
        if (news.HasReady)
        {
            signals.Ring(news.Queue);
        }

        if (news.HasOwnReady || !news.OwnActive.IsEmpty)
        {
            kubernetes.Value.Follow(news);
        }

        foreach (var job in news.Untold)
        {
            parents.Value.Tell(news.Queue, job);
        }
    }

    public void CheckpointFailed(string queue, Exception e) => logger.CheckpointFailed(queue, e.Message);

    private async Task TickAsync(string queue)
    {
        try
        {
            await queues.Value.AskAsync(queue, new QueueOperation.Tick(), CancellationToken.None);
        }
        catch (QueueUnreachableException e)
        {
            // The reminder, or whoever asks next, finds what is due.
            logger.QueueNotWoken(queue, e.Message);
        }
    }
}
