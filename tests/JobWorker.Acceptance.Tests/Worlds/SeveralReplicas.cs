namespace JobWorker.Acceptance.Tests.Worlds;

/// <summary>Worlds with more than one worker over one Redis.</summary>
internal static class SeveralReplicas
{
    /// <summary>What a replica had been handed when it was lost is handed out again sooner than in production.</summary>
    public static WorldOptions Of(int count) => new()
    {
        Redis = true,
        Replicas = count,
        Components = new Dictionary<string, string> { ["value: 60s"] = "value: 10s", ["\"15000\""] = "\"2000\"" },
    };
}
