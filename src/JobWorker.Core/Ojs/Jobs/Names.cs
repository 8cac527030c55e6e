using System.Collections.Concurrent;

namespace JobWorker.Core.Ojs.Jobs;

/// <summary>Names that very many jobs have in common, kept once.</summary>
internal static class Names
{
    /// <summary>Who makes up more names than anybody needs gets each one's own text.</summary>
    private const int Most = 4_096;

    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    /// <summary>The same text, as it was seen before.</summary>
    public static string Shared(string name) =>
        Known.TryGetValue(name, out var known) ? known : Known.Count < Most ? Known.GetOrAdd(name, name) : name;
}
