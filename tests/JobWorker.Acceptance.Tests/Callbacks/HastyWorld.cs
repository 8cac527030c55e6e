using System.Globalization;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;

namespace JobWorker.Acceptance.Tests.Callbacks;

/// <summary>Retries callbacks by the usual schedule, only faster; queue and store in a redis-server.</summary>
public sealed class HastyWorld : WorldFixture
{
    /// <summary>How much faster.</summary>
    public const int Haste = 300;

    private static readonly TimeSpan[] Usual =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    protected override bool CanStart => RedisServer.IsInstalled;

    private protected override WorldOptions Options { get; } = new()
    {
        Redis = true,
        Worker = Usual.Index().ToDictionary(
            wait => $"Callbacks__Schedule__{wait.Index}",
            wait => (string?)(wait.Item / Haste).ToString("c", CultureInfo.InvariantCulture)),
    };
}
