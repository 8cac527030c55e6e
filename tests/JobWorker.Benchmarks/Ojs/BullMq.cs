using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using JobWorker.Testing.Emulators;

namespace JobWorker.Benchmarks.Ojs;

/// <summary>BullMQ in a process of its own: <c>tests/Emulators/bullmq.js</c>.</summary>
internal sealed class BullMq : IAsyncDisposable
{
    private readonly Process _node;

    private BullMq(Process node) => _node = node;

    public int Id => _node.Id;

    /// <summary>One that is ready, on database 1 of a redis-server.</summary>
    public static async Task<BullMq> StartAsync(int redisPort, int concurrency)
    {
        var start = new ProcessStartInfo(EmulatorPackages.Node!, ["bullmq.js", Text(redisPort), Text(concurrency)])
        {
            WorkingDirectory = EmulatorPackages.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var bull = new BullMq(Process.Start(start)!);
        await bull.LineAsync();

        return bull;
    }

    /// <summary>Adds and works so many jobs; how many a second.</summary>
    public async Task<double> RunAsync(int jobs)
    {
        await _node.StandardInput.WriteLineAsync(Text(jobs));
        await _node.StandardInput.FlushAsync();
        using var answer = JsonDocument.Parse(await LineAsync());

        return jobs / answer.RootElement.GetProperty("seconds").GetDouble();
    }

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        await _node.WaitForExitAsync();
        _node.Dispose();
    }

    private async Task<string> LineAsync() =>
        await _node.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("bullmq.js ended");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
