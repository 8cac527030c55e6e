using System.ComponentModel.DataAnnotations;

namespace JobWorker.Host.Catalog;

/// <summary>The list of jobs, and what is done to many at once. Section <c>Catalog</c>; read once, at start.</summary>
internal sealed class CatalogOptions
{
    public const string Section = "Catalog";

    /// <summary>
    /// A folder for the read model, a cache: it is filled from the state store. Default: none, a private temporary folder that
    /// goes with the process. A folder that stays spares the next start the reading.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>Jobs an operation tells at once. 1 to 64; default 8.</summary>
    [Range(1, 64)]
    public int OperationConcurrency { get; init; } = 8;

    /// <summary>Streams of <c>GET /api/jobs/changes</c> at once. 1 to 10,000; default 100.</summary>
    [Range(1, 10_000)]
    public int ChangeReaders { get; init; } = 100;
}
