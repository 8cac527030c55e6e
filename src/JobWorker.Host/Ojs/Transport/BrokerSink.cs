using System.Text.Json;
using Dapr;
using Dapr.Client;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Queues.Events;
using JobWorker.Host.Ojs.Http;
using JobWorker.Host.Ojs.Http.Answers;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Ojs.Transport;

/// <summary>Publishes what happens in queues, where that is wanted.</summary>
internal sealed class BrokerSink(
    DaprClient dapr, IOptions<TransportOptions> options, TimeProvider clock, ILogger<BrokerSink> logger) : IEventSink
{
    private const string ContentType = "application/cloudevents+json";

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    public bool Takes(string queue) => options.Value.TellsEvents && !QueueNames.IsInternal(queue);

    public async Task TellAsync(string queue, IReadOnlyList<Happening> happened, CancellationToken cancel)
    {
        foreach (var (entry, job) in happened)
        {
            await PublishAsync(options.Value.EventsTopic, EventEndpoints.Bytes(queue, entry), entry.JobId, cancel);
            if (options.Value.DeadLettersTopic is { } letters && entry.Type == FeedTypes.Discarded && job is { IsDeadLetter: true })
            {
                var letter = OjsResult.Bytes(json => DeadLetter(json, queue, entry, job));
                await PublishAsync(letters, letter, entry.JobId, cancel);
            }
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
}
