using System.Collections.Immutable;
using JobWorker.Host.Ojs.Extensions.Shared;

namespace JobWorker.Host.Ojs.Extensions.Fairness;

/// <summary>Queues that share workers by weight. OJS fair scheduling, section 7.3.</summary>
internal sealed class Pools(SharedDocumentNeeds needs) : SharedDocument<PoolDocument>("pools", PoolDocument.Empty, needs)
{
    /// <summary>The order in which a fetch tries its queues: as it names them, those of one pool drawn by weight.</summary>
    /// <param name="queues">As the worker names them.</param>
    /// <param name="chance">At least 0, below 1, another at each call.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="Journals.JournalUnavailableException">The store did not answer.</exception>
    public async ValueTask<ImmutableArray<string>> OrderAsync(
        ImmutableArray<string> queues, Func<double> chance, CancellationToken cancel)
    {
        if (queues.Length < 2)
        {
            return queues;
        }

        var all = (await CurrentAsync(cancel)).Pools.Values;
        var ordered = queues.ToArray();
        foreach (var pool in all)
        {
            var places = Enumerable.Range(0, ordered.Length).Where(n => pool.Weights.ContainsKey(ordered[n])).ToList();
            var left = places.ConvertAll(n => ordered[n]);
            foreach (var place in left.Count > 1 ? places : [])
            {
                var drawn = Draw(left, pool.Weights, chance());
                ordered[place] = drawn;
                left.Remove(drawn);
            }
        }

        return [.. ordered];
    }

    private static string Draw(List<string> left, ImmutableSortedDictionary<string, int> weights, double chance)
    {
        var point = chance * left.Sum(queue => weights[queue]);
        foreach (var queue in left)
        {
            point -= weights[queue];
            if (point < 0)
            {
                return queue;
            }
        }

        return left[^1];
    }
}

/// <summary>The pools there are.</summary>
internal sealed record PoolDocument
{
    public static readonly PoolDocument Empty = new();

    /// <summary>By name.</summary>
    public ImmutableSortedDictionary<string, Pool> Pools { get; init; } = ImmutableSortedDictionary<string, Pool>.Empty;
}

/// <summary>Queues that share workers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weights">How often each queue goes first, beside the others; at least 1.</param>
internal sealed record Pool(string Name, ImmutableSortedDictionary<string, int> Weights);
