using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JobWorker.Example;

/// <summary>A webhook receiver: checks who speaks, then prints what is said.</summary>
/// <param name="secret"><c>whsec_</c> and base64, as given to the worker in <c>Callbacks:Secret</c>; none checks nothing.</param>
/// <param name="clock">Tells stale callbacks.</param>
internal sealed class Receiver(string? secret, TimeProvider clock)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True as soon as there was a callback or the program ends; false when none came within that time.</summary>
    public async Task<bool> HeardAsync(TimeSpan within, CancellationToken cancel)
    {
        await _heard.Task.WaitAsync(within, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        return _heard.Task.IsCompleted || cancel.IsCancellationRequested;
    }

    public async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        if (secret is not null && !IsSigned(request.Headers, body.ToArray(), secret))
        {
            Console.WriteLine("refused    a callback whose signature is missing, wrong or stale");
            return Results.Unauthorized();
        }

        using var callback = JsonDocument.Parse(body.ToArray());
        var status = callback.RootElement.GetProperty("status").GetInt32();
        var sequence = request.Headers["x-jobworker-sequence"].ToString();
        Console.WriteLine($"callback {status,-2} {NameOf(status),-9} #{sequence}  {Encoding.UTF8.GetString(body.ToArray())}");

        _heard.TrySetResult();

        return Results.NoContent();
    }

    private static string NameOf(int status) => status switch
    {
        0 => "created",
        1 => "started",
        2 => "complete",
        3 => "failed",
        _ => "exception",
    };

    /// <summary>Standard Webhooks 1.0.0: HMAC-SHA256 over id, timestamp and the exact bytes.</summary>
    private bool IsSigned(IHeaderDictionary headers, byte[] body, string secret)
    {
        var timestamp = headers["webhook-timestamp"].ToString();
        if (!long.TryParse(timestamp, CultureInfo.InvariantCulture, out var seconds)
            || (clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{timestamp}."), .. body];
        var expected = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed);

        return headers["webhook-signature"].ToString().Split(' ').Any(signature =>
            signature.StartsWith("v1,", StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature[3..]), Encoding.UTF8.GetBytes(Convert.ToBase64String(expected))));
    }
}
