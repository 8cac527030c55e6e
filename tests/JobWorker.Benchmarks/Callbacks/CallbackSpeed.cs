using System.Diagnostics;
using JobWorker.Host.Callbacks.Signing;

namespace JobWorker.Benchmarks.Callbacks;

/// <summary>What callbacks cost.</summary>
internal static class CallbackSpeed
{
    private const int Signatures = 100_000;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        if (options.Of is null or "signing")
        {
            Sign("v1 (HMAC-SHA256)", Receiver.Secret);
            Sign("v1a (Ed25519)", $"whsk_{Convert.ToBase64String(new byte[32])}");
        }

        Func<BenchmarkOptions, World, Task>[] parts = options.Of switch
        {
            null => [Drain.RunAsync, Prompt.IdleAsync, Prompt.HangingAsync],
            "signing" => [],
            "drain" => [Drain.RunAsync],
            "idle" => [Prompt.IdleAsync],
            "hanging" => [Prompt.HangingAsync],
            var other => throw new FormatException($"--of: must be drain, signing, idle or hanging, not {other}"),
        };
        foreach (var part in parts)
        {
            await using var world = await World.StartAsync(new WorldOptions { Redis = true, HandsOutSoon = false });
            await part(options, world);
        }
    }

    private static void Sign(string name, string secret)
    {
        var key = SigningKey.Parse(secret, out var problem);
        if (key is null)
        {
            Console.WriteLine($"signing, {name}: {problem}");
            return;
        }

        var body = new byte[300];
        _ = Enumerable.Range(0, Signatures / 10).Count(i => key.Sign("msg_warm-up", i, body).Length > 0);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < Signatures; i++)
        {
            key.Sign("msg_2b1bb2b5-6c0e-4a57-9d3e-1d5e8f0f6f5a_1", i, body);
        }

        Console.WriteLine($"signing, {name}: {clock.Elapsed.TotalMicroseconds / Signatures:F1} µs a callback of {body.Length} bytes");
    }
}
