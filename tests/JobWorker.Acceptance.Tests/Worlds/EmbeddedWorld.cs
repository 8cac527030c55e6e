namespace JobWorker.Acceptance.Tests.Worlds;

/// <summary>Nothing installed: the sidecar brings queue and store along.</summary>
public sealed class EmbeddedWorld : WorldFixture;
