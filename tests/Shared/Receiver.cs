using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobWorker.Testing;

/// <summary>A webhook receiver that takes everything and remembers it in the order it came.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    /// <summary>The secret the worker signs with.</summary>
    public const string Secret = "whsec_dGhlIHNlY3JldCBvZiBhbGwgb2YgdGhlIHRlc3Rz";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Delivery> _deliveries = new();

    private Receiver(WebApplication app) => _app = app;

    /// <summary>Every delivery, oldest first.</summary>
    public IReadOnlyCollection<Delivery> All => _deliveries;

    /// <summary>Where a receiver on this port takes callbacks.</summary>
    public static string Url(int port) => $"http://127.0.0.1:{port}/callbacks";

    public static async Task<Receiver> StartAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var receiver = new Receiver(builder.Build());
        receiver._app.MapPost("/callbacks", receiver.TakeAsync);
        await receiver._app.StartAsync();

        return receiver;
    }

    /// <summary>What came for one job, oldest first, retries included.</summary>
    public IReadOnlyList<Delivery> For(string id) => [.. _deliveries.Where(d => d.Id == id)];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        var at = TimeProvider.System.GetUtcNow();
        using var stream = new MemoryStream();
        await request.Body.CopyToAsync(stream);
        var body = stream.ToArray();
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        _deliveries.Enqueue(new Delivery(
            root.GetProperty("id").GetString()!,
            root.GetProperty("status").GetInt32(),
            root.GetProperty("detail").Clone(),
            Number(request, "x-jobworker-sequence"),
            Number(request, "x-jobworker-attempt"),
            request.Headers["webhook-id"].ToString(),
            IsSigned(request.Headers, body),
            at));

        return Results.NoContent();
    }

    private static int Number(HttpRequest request, string header) =>
        int.Parse(request.Headers[header].ToString(), CultureInfo.InvariantCulture);

    private static bool IsSigned(IHeaderDictionary headers, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}."), .. body];
        var right = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Secret["whsec_".Length..]), signed));

        return headers["webhook-signature"].ToString().Split(' ').Contains($"v1,{right}");
    }
}

/// <summary>One callback as it arrived.</summary>
/// <param name="Id">The message id.</param>
/// <param name="Status">0, 1, 2, 3 or 99.</param>
/// <param name="Detail">The body's detail.</param>
/// <param name="Sequence">From the header.</param>
/// <param name="Attempt">From the header.</param>
/// <param name="WebhookId">From the header.</param>
/// <param name="Signed">The signature fits the bytes.</param>
/// <param name="At">When its head was there, UTC.</param>
internal sealed record Delivery(
    string Id, int Status, JsonElement Detail, int Sequence, int Attempt, string WebhookId, bool Signed,
    DateTimeOffset At);
