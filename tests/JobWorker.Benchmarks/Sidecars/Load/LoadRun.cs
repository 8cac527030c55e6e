using System.Diagnostics;

namespace JobWorker.Benchmarks.Sidecars.Load;

/// <summary>Who is called, with what.</summary>
/// <param name="Port">On this machine.</param>
/// <param name="Request">The bytes a connection sends, by the connection's number from 0.</param>
/// <param name="IsWhole">Where an answer ends.</param>
internal sealed record Target(int Port, Func<int, byte[]> Request, AnswerRule IsWhole);

/// <summary>What a load found.</summary>
/// <param name="Seconds">How long it lasted.</param>
/// <param name="Times">Of each call, milliseconds.</param>
internal sealed record LoadResult(double Seconds, IReadOnlyList<double> Times)
{
    public double PerSecond => Times.Count / Seconds;
}

/// <summary>Calls one target over some connections, each with one call at a time, for a while.</summary>
internal static class LoadRun
{
    public static async Task<LoadResult> RunAsync(Target target, int connections, TimeSpan time)
    {
        var sockets = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => RawSocket.ConnectAsync(target.Port)));
        try
        {
            var clock = Stopwatch.StartNew();
            var times = await Task.WhenAll(sockets.Select((socket, number) =>
                Task.Run(() => CallAsync(socket, target, number, clock, time))));

            return new LoadResult(clock.Elapsed.TotalSeconds, [.. times.SelectMany(one => one)]);
        }
        finally
        {
            foreach (var socket in sockets)
            {
                socket.Dispose();
            }
        }
    }

    private static async Task<List<double>> CallAsync(
        RawSocket socket, Target target, int number, Stopwatch clock, TimeSpan time)
    {
        var request = target.Request(number);
        List<double> times = [];
        while (clock.Elapsed < time)
        {
            var started = Stopwatch.GetTimestamp();
            await socket.ExchangeAsync(request, target.IsWhole);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times;
    }
}
