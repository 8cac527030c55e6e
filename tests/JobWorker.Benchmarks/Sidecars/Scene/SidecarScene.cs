using JobWorker.Testing.Emulators;
using JobWorker.Testing.Redis;

namespace JobWorker.Benchmarks.Sidecars.Scene;

/// <summary>Redis, perhaps an emulator of SNS and SQS, and the sidecars to be measured, in a temporary folder.</summary>
internal sealed class SidecarScene : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jobworker-sidecars-").FullName;
    private readonly List<Side> _sides = [];

    private SidecarScene() => Redis = new RedisServer(Path.Combine(_folder, "redis"), Ports.Free(), durable: false);

    /// <summary>Writes nothing to disk, so that the disk is not what is measured.</summary>
    public RedisServer Redis { get; }

    /// <summary>None where Redis is the broker.</summary>
    public SqsEmulator? Emulator { get; private set; }

    /// <summary>The sidecar and, where asked for, the one to compare it with.</summary>
    public IReadOnlyList<Side> Sides => _sides;

    public static async Task<SidecarScene> StartAsync(BenchmarkOptions options)
    {
        var scene = new SidecarScene();
        try
        {
            await scene.Redis.StartAsync();
            scene.Emulator = options.Broker == Brokers.Redis ? null : await SqsEmulator.StartAsync();
            foreach (var plan in SidePlan.Of(options))
            {
                await scene.StartAsync(plan, options);
            }

            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>CPU seconds of each process so far.</summary>
    public IReadOnlyDictionary<string, double> Cpu() =>
        Processes().ToDictionary(one => one.Name, one => ProcessCost.CpuSeconds(one.Id));

    public async ValueTask DisposeAsync()
    {
        foreach (var side in _sides)
        {
            await side.DisposeAsync();
        }

        if (Emulator is not null)
        {
            await Emulator.DisposeAsync();
        }

        await Redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(SidePlan plan, BenchmarkOptions options)
    {
        if (options.Broker == Brokers.Sqs)
        {
            await Emulator!.CreateQueueAsync(plan.Name);
        }

        var folder = Directory.CreateDirectory(Path.Combine(_folder, plan.Name)).FullName;
        _sides.Add(await Side.StartAsync(plan, folder, appPort =>
            Brokers.Components(options, appPort, Redis.Port, Emulator?.Address, plan.Name)));
        if (options.Broker == Brokers.SnsSqs)
        {
            await Emulator!.ConnectedAsync(plan.Name);
        }
    }

    private IEnumerable<ServerProcess> Processes() => _sides
        .SelectMany(side => new[] { side.Sidecar, side.App })
        .Concat(Emulator is null ? [Redis.Process] : [Redis.Process, Emulator.Process]);
}
