namespace JobWorker.Host.Hosting.Shutdown;

/// <summary>Something that must come to rest before the listeners close.</summary>
internal interface IDrain
{
    /// <summary>Takes nothing new and returns once nothing is under way, or when <paramref name="cancel"/> fires.</summary>
    Task DrainAsync(CancellationToken cancel);
}
