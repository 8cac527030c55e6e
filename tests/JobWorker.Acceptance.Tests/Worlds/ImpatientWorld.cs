namespace JobWorker.Acceptance.Tests.Worlds;

/// <summary>A worker that gives a pod three seconds to start, and tells the end of a failed log.</summary>
public sealed class ImpatientWorld : WorldFixture
{
    private protected override WorldOptions Options { get; } = new()
    {
        Worker = new Dictionary<string, string?> { ["POD_START_TIMEOUT"] = "3", ["Callbacks__LogLines"] = "2" },
    };
}
