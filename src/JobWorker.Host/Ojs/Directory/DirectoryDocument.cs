using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace JobWorker.Host.Ojs.Directory;

/// <summary>The names that every replica must know.</summary>
internal sealed record DirectoryDocument
{
    public static readonly DirectoryDocument Empty = new();

    /// <summary>Counts how often everything was forgotten.</summary>
    public long Generation { get; init; }

    /// <summary>Queues and their numbers, from 1.</summary>
    public ImmutableSortedDictionary<string, int> Queues { get; init; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>The names of the clients' queues: without those of the service itself.</summary>
    [JsonIgnore]
    public IEnumerable<string> QueueNames => Queues.Keys.Where(name => !Core.Ojs.Envelopes.QueueNames.IsInternal(name));

    /// <summary>Names of cron schedules.</summary>
    public ImmutableSortedSet<string> Crons { get; init; } = [];

    /// <summary>What workers are directed to, by their ids: <c>quiet</c> or <c>terminate</c>.</summary>
    public ImmutableSortedDictionary<string, string> Directives { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The name of the queue of a number.</summary>
    public string? QueueOf(int number) => Queues.FirstOrDefault(queue => queue.Value == number).Key;

    /// <summary>The names of all queues, by their numbers.</summary>
    public IReadOnlyDictionary<int, string> NamesByNumber() => Queues.ToDictionary(queue => queue.Value, queue => queue.Key);

    /// <summary>With a number for the queue.</summary>
    public DirectoryDocument WithQueue(string queue) =>
        Queues.ContainsKey(queue) ? this : this with { Queues = Queues.Add(queue, Queues.Count + 1) };

    /// <summary>With the name of a schedule.</summary>
    public DirectoryDocument WithCron(string name) => Crons.Contains(name) ? this : this with { Crons = Crons.Add(name) };

    /// <summary>Nothing is known any more.</summary>
    public DirectoryDocument Forgotten() => Empty with { Generation = Generation + 1 };
}
