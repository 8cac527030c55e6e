using System.Globalization;

namespace JobWorker.Host.Ojs.Queues.Storage;

/// <summary>What the keys of a queue in the state store are called.</summary>
/// <param name="Prefix">What every key of the queue begins with; also its actor's id.</param>
internal sealed record QueueKeys(string Prefix)
{
    /// <summary>The head of the last checkpoint.</summary>
    public string Head => $"{Prefix}-head";

    /// <summary>An entry of the log.</summary>
    public string Log(long number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}-log-{number}");

    /// <summary>A segment of which jobs still change, as one checkpoint wrote it.</summary>
    public string Segment(long segment, string version) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}-seg-{segment}-{version}");

    /// <summary>More of what is under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="piece">From 1: the first piece is under the key itself.</param>
    public static string More(string key, int piece) => string.Create(CultureInfo.InvariantCulture, $"{key}~{piece}");

    /// <summary>A segment all of whose jobs are finished.</summary>
    public string Settled(long segment) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}-seg-{segment}");
}
