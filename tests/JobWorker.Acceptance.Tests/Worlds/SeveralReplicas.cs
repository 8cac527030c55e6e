namespace JobWorker.Acceptance.Tests.Worlds;

/// <summary>Worlds with more than one worker over one Redis.</summary>
internal static class SeveralReplicas
{
    public static WorldOptions Of(int count) => new()
    {
        Redis = true,
        Replicas = count,
    };
}
