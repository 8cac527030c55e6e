namespace JobWorker.Sidecar.Contract.Tests.Support;

/// <summary>Parts of the contract the development sidecar may be without; their statements are written down all the same.</summary>
public enum Feature
{
    None,
    BinaryEvents,
    BulkPublish,
    BulkSubscribe,
    CircuitBreakers,
    EventExpressions,
    HotReload,
    Invocation,
    Placement,
    Reentrancy,
    SecretsInBulk,
    Timeouts,
}

/// <summary>What is missing today: its statements are skipped, unless another sidecar is asked.</summary>
/// <remarks>Remove an entry when its statements hold.</remarks>
internal static class NotYet
{
    private static readonly Dictionary<Feature, string> Missing = [];

    /// <summary>Why a statement is skipped; none where it is to hold.</summary>
    public static string? Reason(Feature needed) =>
        World.ExternalAddress is null && Missing.TryGetValue(needed, out var what) ? $"not yet: {what}" : null;
}
