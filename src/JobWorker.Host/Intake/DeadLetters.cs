using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapr;
using Dapr.Client;
using JobWorker.Host.Hosting;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Intake;

/// <summary>Messages without a usable id: kept for good by a component of the sidecar, the newest also in memory.</summary>
internal sealed partial class DeadLetters(
    DaprClient dapr, IOptions<IntakeOptions> options, TimeProvider clock, ILogger<DeadLetters> logger)
{
    private const int Remembered = 2000;

    /// <summary>A message that could not be kept comes again, and then says whether this is over.</summary>
    private static readonly TimeSpan TroubleLasts = TimeSpan.FromMinutes(5);

    private readonly ConcurrentQueue<DeadLetter> _recent = new();
    private volatile Failure? _failure;

    /// <summary>The newest dead letters this process has seen, newest first; at most 2,000.</summary>
    public IReadOnlyList<DeadLetter> Recent => [.. _recent.Reverse()];

    /// <summary>Why the last one could not be kept; none when it was, or when that is more than 5 minutes ago.</summary>
    public string? Trouble => _failure is { } failure && clock.GetUtcNow() - failure.At < TroubleLasts ? failure.Text : null;

    /// <summary>Keeps the message with the reason; it may be acknowledged once this returns true.</summary>
    public async Task<bool> AddAsync(string reason, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        var (letter, component) = (new DeadLetter(clock.GetUtcNow(), reason, message.Length), options.Value.DeadLetterComponent);
        try
        {
            await KeepAsync(
                JsonSerializer.SerializeToUtf8Bytes(
                    new Published(letter.ReceivedAt, reason, Convert.ToBase64String(message.Span)), LetterJson.Default.Published),
                cancel);
        }
        catch (Exception e) when (e is DaprException or HttpRequestException)
        {
            _failure = new Failure(letter.ReceivedAt, $"{component} did not keep a dead letter: {e.Message}");
            logger.DeadLetterNotKept(component, e.Message);
            return false;
        }

        _failure = null;
        _recent.Enqueue(letter);
        while (_recent.Count > Remembered)
        {
            _recent.TryDequeue(out _);
        }

        logger.DeadLetter(component, reason);
        return true;
    }

    private async Task KeepAsync(byte[] body, CancellationToken cancel)
    {
        var (component, topic) = (options.Value.DeadLetterComponent, options.Value.DeadLetterTopic);
        var loaded = (await dapr.GetMetadataAsync(cancel)).Components;
        if (loaded.Any(c => c.Name == component && ComponentKind.IsBinding(c.Type)))
        {
            await dapr.InvokeBindingAsync(new BindingRequest(component, "create") { Data = body }, cancel);
        }
        else
        {
            await dapr.PublishByteEventAsync(component, topic, body, "application/json", cancellationToken: cancel);
        }
    }

    private sealed record Published(DateTimeOffset ReceivedAt, string Reason, string MessageBase64);

    private sealed record Failure(DateTimeOffset At, string Text);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Published))]
    private sealed partial class LetterJson : JsonSerializerContext;
}

/// <summary>A message that could not become a job.</summary>
/// <param name="ReceivedAt">UTC.</param>
/// <param name="Reason">Names the field or position and the rule.</param>
/// <param name="Bytes">Size as delivered.</param>
internal sealed record DeadLetter(DateTimeOffset ReceivedAt, string Reason, int Bytes);
