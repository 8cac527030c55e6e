using System.Collections.Concurrent;

namespace JobWorker.Fuzz;

/// <summary>What went wrong, each kind once.</summary>
internal sealed class Findings
{
    private readonly ConcurrentDictionary<string, (int Count, string First)> _found = new();

    /// <summary>Notes one; the first of a kind is kept whole.</summary>
    /// <param name="kind">What is wrong, the same words for the same thing.</param>
    /// <param name="detail">What led to it.</param>
    public void Add(string kind, string detail) =>
        _found.AddOrUpdate(kind, (1, detail), (_, seen) => (seen.Count + 1, seen.First));

    /// <summary>Prints all; true where there is none.</summary>
    public bool Report()
    {
        foreach (var (kind, (count, first)) in _found)
        {
            Console.WriteLine($"FOUND {kind}, {count} times; first:\n{first}\n");
        }

        Console.WriteLine(_found.IsEmpty ? "nothing found" : $"{_found.Count} kinds of findings");

        return _found.IsEmpty;
    }
}
