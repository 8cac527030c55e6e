using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Worlds;

/// <summary>Queue and store in a redis-server.</summary>
public sealed class RedisWorld : WorldFixture
{
    protected override bool CanStart => RedisServer.IsInstalled;

    private protected override WorldOptions Options { get; } = new() { Redis = true };
}
