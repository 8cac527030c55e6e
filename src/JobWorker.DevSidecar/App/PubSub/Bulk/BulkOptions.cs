namespace JobWorker.DevSidecar.App.PubSub.Bulk;

/// <summary>How many messages are handed over at once.</summary>
/// <param name="MaxMessages">Most in one request, from 1. Default 100.</param>
/// <param name="MaxWait">Longest the first of them waits for others. Default 1 s.</param>
internal sealed record BulkOptions(int MaxMessages, TimeSpan MaxWait)
{
    private const int DefaultMessages = 100;
    private const int DefaultWait = 1000;

    /// <summary>From what a subscription says; 0 and less mean the default.</summary>
    public static BulkOptions? Of(bool enabled, int maxMessages, int maxWaitMilliseconds) => !enabled ? null : new BulkOptions(
        maxMessages > 0 ? maxMessages : DefaultMessages,
        TimeSpan.FromMilliseconds(maxWaitMilliseconds > 0 ? maxWaitMilliseconds : DefaultWait));
}
