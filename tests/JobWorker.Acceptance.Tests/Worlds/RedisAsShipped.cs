using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Worlds;

/// <summary>Queue and store in a redis-server, and no message handed out twice before the shipped minute is over.</summary>
public sealed class RedisAsShipped : WorldFixture
{
    protected override bool CanStart => RedisServer.IsInstalled;

    private protected override WorldOptions Options { get; } = new() { Redis = true, HandsOutSoon = false };
}
