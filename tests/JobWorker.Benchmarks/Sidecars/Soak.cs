using System.Diagnostics;
using JobWorker.Benchmarks.Sidecars.Load;
using JobWorker.Benchmarks.Sidecars.Scene;

namespace JobWorker.Benchmarks.Sidecars;

/// <summary>Whether the sidecar's memory stays where it is over very many calls.</summary>
internal static class Soak
{
    private const int Connections = 16;
    private const int Samples = 20;
    private const int Keys = 10_000;
    private const int Actors = 100_000;

    /// <summary>Messages published and not yet seen, at most about.</summary>
    private const int Backlog = 10_000;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(BenchmarkOptions options)
    {
        await using var scene = await SidecarScene.StartAsync(options);
        var side = scene.Sides[0];
        var sockets = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => RawSocket.ConnectAsync(side.Port)));
        var (total, of) = (options.Messages ?? 1_000_000, options.Of ?? "messages");
        Console.WriteLine(Line(scene, "idle", 0));
        List<double> resident = [];
        for (var sample = 1; sample <= Samples; sample++)
        {
            var clock = Stopwatch.StartNew();
            var (first, end) = ((long)total * (sample - 1) / Samples, (long)total * sample / Samples);
            await StepAsync(side, sockets, of, first, end);
            resident.Add(ProcessCost.ResidentMiB(side.Sidecar.Id));
            Console.WriteLine(Line(scene, $"{end}", (end - first) / clock.Elapsed.TotalSeconds));
        }

        var (early, late) = (resident.Take(Samples / 4).Median(), resident.TakeLast(Samples / 4).Median());
        Console.WriteLine(FormattableString.Invariant(
            $"first quarter {early:F0} MiB, last quarter {late:F0} MiB: ratio {late / early:F2}"));
        await RestAsync(scene, side, of, total);
        Array.ForEach(sockets, socket => socket.Dispose());
    }

    private static async Task StepAsync(Side side, RawSocket[] sockets, string of, long first, long end)
    {
        for (var at = first; at < end; at += Backlog)
        {
            var next = Math.Min(at + Backlog, end);
            await Task.WhenAll(sockets.Select((socket, i) => Task.Run(() => CallAsync(socket, of, at + i, next))));
            if (of == "messages")
            {
                await side.SeenAsync(Math.Max(0, next - Backlog));
            }
        }
    }

    private static async Task CallAsync(RawSocket socket, string of, long first, long end)
    {
        for (var n = first; n < end; n += Connections)
        {
            await socket.ExchangeAsync(RequestOf(of, n), Answers.Http);
        }
    }

    private static byte[] RequestOf(string of, long n) => of switch
    {
        "messages" => Requests.Http("POST", $"/v1.0/publish/{NoopApp.PubSub}/sidecar", SeenMessages.Data(n)),
        "actors" => Requests.Http("PUT", $"/v1.0/actors/{NoopApp.ActorType}/{n % Actors}/method/work", SeenMessages.Data(n)),
        "state" when n / Connections % 2 == 0 =>
            Requests.Http("POST", "/v1.0/state/state", $$"""[{"key":"{{n % Keys}}","value":{{SeenMessages.Data(n)}}}]"""),
        "state" => Requests.Http("GET", $"/v1.0/state/state/{n % Keys}"),
        _ => throw new FormatException($"--of: must be messages, state or actors, not {of}"),
    };

    /// <summary>What is left once nothing is asked of it any more.</summary>
    private static async Task RestAsync(SidecarScene scene, Side side, string of, int total)
    {
        if (of == "messages")
        {
            Console.WriteLine($"all seen, {await side.SeenAsync(total) - total} twice");
        }

        if (of == "actors")
        {
            Console.WriteLine($"{await side.ActorsAsync()} active actors at the end");
            await Until.IsAsync("all actors to be taken away", TimeSpan.FromMinutes(2), async () =>
                await side.ActorsAsync() == 0 ? side : null);
        }

        await Task.Delay(Quiet);
        Console.WriteLine(Line(scene, $"{Quiet.TotalSeconds} s later", 0));
    }

    private static string Line(SidecarScene scene, string title, double rate)
    {
        var (sidecar, redis) = (scene.Sides[0].Sidecar.Id, scene.Redis.Process.Id);

        return FormattableString.Invariant(
            $"{title}: sidecar {ProcessCost.ResidentMiB(sidecar):F0} MiB, redis {ProcessCost.ResidentMiB(redis):F0} MiB")
            + (rate > 0 ? FormattableString.Invariant($", {rate:N0}/s") : "");
    }
}
