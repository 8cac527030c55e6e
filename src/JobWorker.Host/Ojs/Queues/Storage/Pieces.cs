using System.Collections.Immutable;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Host.Ojs.Queues.Storage;

/// <summary>What is too large for one key of a store goes over several.</summary>
internal static class Pieces
{
    /// <summary>Bytes under a key, unless a single thing has more: DynamoDB takes 400 KB, sidecars 4 MiB.</summary>
    public const int Most = 320 * 1024;

    /// <summary>The items in pieces that are small enough, each with at least one.</summary>
    public static List<ImmutableArray<T>> Of<T>(IReadOnlyList<T> items)
    {
        var pieces = new List<ImmutableArray<T>>();
        for (var n = 0; n < items.Count;)
        {
            ImmutableArray<T> piece = [.. items.Skip(n).Together(item => OjsJson.Write(item).Length, Most)];
            pieces.Add(piece);
            n += piece.Length;
        }

        return pieces;
    }
}
