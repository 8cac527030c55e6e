using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapr;
using Dapr.Client;
using JobWorker.Host.Hosting;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Intake;

/// <summary>Messages without a usable id: kept for good on the dead-letter topic, the newest also in memory to be looked at.</summary>
internal sealed partial class DeadLetters(
    DaprClient dapr, IOptions<IntakeOptions> options, TimeProvider clock, ILogger<DeadLetters> logger)
{
    private const int Remembered = 2000;

    private readonly ConcurrentQueue<DeadLetter> _recent = new();

    /// <summary>The newest dead letters this process has seen, newest first; at most 2,000.</summary>
    public IReadOnlyList<DeadLetter> Recent => [.. _recent.Reverse()];

    /// <summary>Publishes the message with the reason; it may be acknowledged once this returns true.</summary>
    public async Task<bool> AddAsync(string reason, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        var letter = new DeadLetter(clock.GetUtcNow(), reason, message.Length);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Published(letter.ReceivedAt, reason, Convert.ToBase64String(message.Span)), LetterJson.Default.Published);
        try
        {
            await dapr.PublishByteEventAsync(
                options.Value.PubSub, options.Value.DeadLetterTopic, body, "application/json", cancellationToken: cancel);
        }
        catch (Exception e) when (e is DaprException or HttpRequestException)
        {
            return false;
        }

        _recent.Enqueue(letter);
        while (_recent.Count > Remembered)
        {
            _recent.TryDequeue(out _);
        }

        logger.DeadLetter(options.Value.DeadLetterTopic, reason);
        return true;
    }

    private sealed record Published(DateTimeOffset ReceivedAt, string Reason, string MessageBase64);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Published))]
    private sealed partial class LetterJson : JsonSerializerContext;
}

/// <summary>A message that could not become a job.</summary>
/// <param name="ReceivedAt">UTC.</param>
/// <param name="Reason">Names the field or position and the rule.</param>
/// <param name="Bytes">Size as delivered.</param>
internal sealed record DeadLetter(DateTimeOffset ReceivedAt, string Reason, int Bytes);
