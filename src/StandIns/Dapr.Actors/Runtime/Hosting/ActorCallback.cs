using System.Text.Json;
using Dapr.Actors.Wire;

namespace Dapr.Actors.Runtime;

/// <summary>What the sidecar tells of a reminder or a timer.</summary>
/// <param name="Data">What it was set with; empty for nothing.</param>
/// <param name="DueTime">-1 ms where the sidecar is silent.</param>
/// <param name="Period">-1 ms where the sidecar is silent.</param>
/// <param name="Callback">The timer's method; none for a reminder.</param>
internal sealed record ActorCallback(byte[] Data, TimeSpan DueTime, TimeSpan Period, string? Callback)
{
    /// <summary>Reads a body.</summary>
    /// <exception cref="JsonException">It is no such JSON.</exception>
    /// <exception cref="FormatException">A time in it is none.</exception>
    public static ActorCallback Parse(ReadOnlySpan<byte> body) =>
        Of(body.IsEmpty ? null : JsonSerializer.Deserialize<Body>(body, JsonSerializerOptions.Web));

    /// <summary>Reads a body as it arrives.</summary>
    /// <inheritdoc cref="Parse"/>
    public static async Task<ActorCallback> ReadAsync(Stream body, CancellationToken cancel) =>
        Of(await JsonSerializer.DeserializeAsync<Body>(body, JsonSerializerOptions.Web, cancel));

    private static ActorCallback Of(Body? body) => new(
        body?.Data ?? [], DaprDuration.Parse(body?.DueTime), DaprDuration.Parse(body?.Period), body?.Callback);

    private sealed record Body(byte[]? Data, string? DueTime, string? Period, string? Callback);
}
