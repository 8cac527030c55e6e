using System.Collections.Immutable;
using System.Globalization;
using JobWorker.Host.Ojs.Extensions.Shared;

namespace JobWorker.Host.Ojs.Extensions.Schemas;

/// <summary>Which schemas are registered. What they say is stored under keys of their own, by their hashes.</summary>
internal sealed class SchemaCatalog(SharedDocumentNeeds needs)
    : SharedDocument<SchemaDocument>("schemas", SchemaDocument.Empty, needs);

/// <summary>Registered schemas, by URI.</summary>
internal sealed record SchemaDocument
{
    public static readonly SchemaDocument Empty = new();

    /// <summary>By URI.</summary>
    public ImmutableSortedDictionary<string, SchemaEntry> Schemas { get; init; } =
        ImmutableSortedDictionary<string, SchemaEntry>.Empty;

    /// <summary>The versions for a type of jobs, oldest first: by number where they have numbers.</summary>
    public IEnumerable<SchemaEntry> Of(string type) => Schemas.Values
        .Where(entry => entry.Type == type)
        .OrderBy(entry => entry.Number ?? 0)
        .ThenBy(entry => entry.CreatedAt);
}

/// <summary>A registered schema.</summary>
/// <param name="Uri">Its name.</param>
/// <param name="Type">The type of jobs it is for.</param>
/// <param name="Version">Its version, as it was registered.</param>
/// <param name="Hash">SHA-256 of the schema: where it is stored.</param>
/// <param name="CreatedAt">When, UTC.</param>
internal sealed record SchemaEntry(string Uri, string? Type, string Version, string Hash, DateTimeOffset CreatedAt)
{
    /// <summary>The version, where it is a whole number.</summary>
    public int? Number => int.TryParse(Version, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The name of a schema that has none of its own.</summary>
    public static string Name(string type, string version) => $"urn:ojs:schema:{type}:v{version}";
}
