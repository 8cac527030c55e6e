using System.Collections.Immutable;
using System.Text.Json;
using JobWorker.Core.Catalog;
using JobWorker.Core.Journals;

namespace JobWorker.Host.Catalog.Log;

/// <summary>The one key that says where the rest of the catalog is. The names are in stores for ever.</summary>
internal sealed record CatalogHead
{
    /// <summary>Before anybody wrote.</summary>
    public static readonly CatalogHead Empty = new();

    /// <summary>The shape of what is stored.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Names the change that wrote this head, so that its writer knows it again.</summary>
    public string Commit { get; init; } = "";

    /// <summary>Checkpoints so far.</summary>
    public long Generation { get; init; }

    /// <summary>Where the entries of all batches before the writers' <c>From</c> are.</summary>
    public ImmutableArray<CatalogPage> Pages { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Who writes, and from which batch on the log is to be read.</summary>
    public ImmutableArray<LogPosition> Writers { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Batches the last checkpoint made superfluous; made to expire after it.</summary>
    public ImmutableArray<LogRange> RetiredBatches { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Pages the last checkpoint made superfluous.</summary>
    public ImmutableArray<string> RetiredPages { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Whether <paramref name="page"/> is, or was until the last checkpoint, part of the catalog.</summary>
    public bool Mentions(string page) => Pages.Any(p => p.Name == page) || RetiredPages.Contains(page);
}

/// <summary>A page of entries.</summary>
/// <param name="Name">Its key's end.</param>
/// <param name="Until">The newest change on it, UTC: it can go <c>Retention:Jobs</c> later. None: it holds unfinished jobs.</param>
internal sealed record CatalogPage(string Name, DateTimeOffset? Until);

/// <summary>A place in a writer's log.</summary>
/// <param name="Writer">Whose.</param>
/// <param name="From">The next batch, from 0.</param>
internal sealed record LogPosition(string Writer, long From);

/// <summary>Batches of one writer.</summary>
/// <param name="Writer">Whose.</param>
/// <param name="From">The first.</param>
/// <param name="To">The one after the last.</param>
internal sealed record LogRange(string Writer, long From, long To);

/// <summary>Entries under one key: a batch of a writer's log, or a page.</summary>
/// <param name="Commit">Names the write.</param>
/// <param name="Entries">In no order.</param>
/// <param name="Sealed">True: the log ends here; its writer starts another.</param>
internal sealed record CatalogBatch(string Commit, ImmutableArray<CatalogEntry> Entries, bool? Sealed = null)
{
    /// <summary>The shape of what is stored.</summary>
    public int Format { get; init; } = 1;

    /// <summary>None for a seal.</summary>
    public ImmutableArray<CatalogEntry> Entries { get; init; } = Entries.IsDefault ? [] : Entries;
}

/// <summary>Heads and batches as JSON.</summary>
internal static class CatalogFormat
{
    public static ReadOnlyMemory<byte> Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, JobJson.Options);

    public static T Read<T>(ReadOnlyMemory<byte> json) =>
        JsonSerializer.Deserialize<T>(json.Span, JobJson.Options) ?? throw new JsonException("null where a value was stored");
}
