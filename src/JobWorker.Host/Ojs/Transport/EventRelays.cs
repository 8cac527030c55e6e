using System.Text.Encodings.Web;
using System.Text.Json;
using Dapr;
using Dapr.Client;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Queues.Events;
using JobWorker.Host.Ojs.Http;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Ojs.Transport;

/// <summary>Publishes what happens in queues, where that is wanted.</summary>
internal sealed class EventRelays(
    DaprClient dapr, IOptions<TransportOptions> options, TimeProvider clock, ILogger<EventRelays> logger)
{
    private const string ContentType = "application/cloudevents+json";

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The relay of a queue that was just opened; none where nobody wants to know.</summary>
    public EventRelay? Open(string queue) => options.Value.TellsEvents ? new EventRelay(queue, this) : null;

    /// <summary>Publishes an event, and the job with it where it became a dead letter; tries until the broker takes it.</summary>
    public async Task PublishAsync(string queue, FeedEntry entry, OjsJob? job, CancellationToken cancel)
    {
        await PublishAsync(options.Value.EventsTopic, Write(json => EventEndpoints.Write(json, queue, entry)), entry.JobId, cancel);
        if (options.Value.DeadLettersTopic is { } letters && entry.Type == FeedTypes.Discarded && job is { IsDeadLetter: true })
        {
            await PublishAsync(letters, Write(json => DeadLetter(json, queue, entry, job)), entry.JobId, cancel);
        }
    }

    private async Task PublishAsync(string topic, byte[] body, string key, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await dapr.PublishByteEventAsync(
                    options.Value.EventsPubSub!,
                    topic,
                    body,
                    ContentType,
                    new Dictionary<string, string> { ["partitionKey"] = key },
                    cancel);
                return;
            }
            catch (Exception e) when (e is DaprException or HttpRequestException)
            {
                logger.OjsEventNotPublished(topic, e.Message);
                await Task.Delay(BetweenTries, clock, cancel);
            }
        }
    }

    private static void DeadLetter(Utf8JsonWriter json, string queue, FeedEntry entry, OjsJob job)
    {
        json.WriteStartObject();
        json.WriteString("specversion", "1.0");
        json.WriteString("id", entry.Id);
        json.WriteString("type", "job.dead_letter");
        json.WriteString("source", EventEndpoints.Source(queue));
        json.WriteString("time", JobDocument.Time(entry.At));
        json.WriteString("subject", job.Id);
        json.WriteString("datacontenttype", "application/json");
        json.WritePropertyName("data");
        JobDocument.Write(json, job);
        json.WriteEndObject();
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            write(json);
        }

        return buffer.ToArray();
    }
}
