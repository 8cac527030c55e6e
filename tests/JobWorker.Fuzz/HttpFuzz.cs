using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JobWorker.Fuzz;

/// <summary>Random requests to a real sidecar with an app, and what must hold of every answer and at the end.</summary>
internal sealed class HttpFuzz(SidecarTarget target, FuzzOptions options, Findings findings)
{
    private const int Workers = 4;

    /// <summary>Growth between a third of the time and the end that is no leak: notes, caches, and the heap's own leisure.</summary>
    private const long AllowedGrowth = 200 << 20;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LimitOfActorCalls = TimeSpan.FromSeconds(12);
    private int _requests;

    public static async Task RunAsync(FuzzOptions options, Findings findings)
    {
        await using var target = await SidecarTarget.StartAsync();
        await new HttpFuzz(target, options, findings).RunAsync();
    }

    private async Task RunAsync()
    {
        using var timer = new CancellationTokenSource(options.Time);
        await target.PutAsync("/v1.0/state/sqlite", """[{"key":"kept","value":"as it was"}]""");
        var running = Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => WorkAsync(worker, timer.Token)));
        await Task.Delay(options.Time / 3);
        var before = target.Memory();
        await running;
        await CheckEndAsync(before);
    }

    private async Task WorkAsync(int worker, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested && !target.HasEnded; n++)
        {
            var maker = new RequestMaker(new Random(HashCode(options.Seed, worker, n)));
            var (request, mayWait) = maker.Next();
            var answer = await RawHttp.SendAsync(target.Port, request, mayWait ? LimitOfActorCalls : Limit);
            Interlocked.Increment(ref _requests);
            var isHead = request.AsSpan().StartsWith("HEAD"u8);
            Check(answer, isHead, () =>
                $"worker {worker}, request {n} of seed {options.Seed}:\n{Shown(request)}\n-> {Shown(answer.Text)}");
        }
    }

    private void Check(RawAnswer answer, bool isHead, Func<string> detail)
    {
        if (!answer.Ended)
        {
            findings.Add($"no end within the time, status {answer.Status}", detail());
        }
        else if (answer.Text.Length > 0 && answer.Status is not (>= 200 and < 600))
        {
            findings.Add("an answer that is no HTTP", detail());
        }
        else if (answer.Status is >= 500 and not 505 && !isHead && CodeOf(answer.Body) is null or "ERR_INTERNAL")
        {
            findings.Add($"{answer.Status} without a code of its own", detail());
        }
        else if (answer.Text.Contains("\n   at ", StringComparison.Ordinal)
            || answer.Text.Contains("\\n   at ", StringComparison.Ordinal))
        {
            findings.Add("a stack trace", detail());
        }
    }

    private async Task CheckEndAsync(long before)
    {
        if (target.HasEnded)
        {
            findings.Add("the sidecar ended", target.Output);
            return;
        }

        var (health, _) = await target.GetAsync("/v1.0/healthz");
        var (_, kept) = await target.GetAsync("/v1.0/state/sqlite/kept");
        if (health != 204 || kept != "\"as it was\"")
        {
            findings.Add("not healthy or state lost at the end", $"healthz {health}, kept {kept}\n{target.Output}");
        }

        var after = target.Memory();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"http: {_requests} requests, {_requests / options.Time.TotalSeconds:f0} a second; "
            + $"memory {before >> 20} MiB, then {after >> 20} MiB"));
        if (after - before > AllowedGrowth)
        {
            findings.Add("growth", $"from {before >> 20} MiB to {after >> 20} MiB in {_requests} requests");
        }
    }

    private static string? CodeOf(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(Encoding.Latin1.GetBytes(body));
            return json.RootElement.GetProperty("errorCode").GetString() is { } code
                && code.StartsWith("ERR_", StringComparison.Ordinal) ? code : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Bulk answers name entries beside the code; everything else that is no such object has none.
            return null;
        }
    }

    private static int HashCode(int seed, int worker, int n) => unchecked((((seed * 31) + worker) * 1_000_003) + n);

    private static string Shown(byte[] bytes) => Shown(Encoding.Latin1.GetString(bytes));

    private static string Shown(string text)
    {
        var visible = string.Concat(text.Take(1500).Select(letter =>
            letter is '\n' or (>= ' ' and < '\x7f') ? $"{letter}" : letter == '\r' ? "" : $"\\x{(int)letter:x2}"));

        return text.Length > 1500 ? $"{visible}… ({text.Length} bytes)" : visible;
    }
}
