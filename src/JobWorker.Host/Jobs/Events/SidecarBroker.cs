using Dapr;
using Dapr.Client;
using JobWorker.Host.Jobs.Tracing;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Jobs.Events;

/// <summary>Publishes through a pub/sub component of the sidecar, one event at a time.</summary>
/// <remarks>
/// Not many at once: Dapr publishes the entries of a bulk request side by side where the component has no bulk of its own,
/// which would break the order. The job's id goes along as <c>partitionKey</c>, by which brokers with partitions keep it.
/// </remarks>
internal sealed class SidecarBroker(DaprClient dapr, IOptions<EventOptions> options, TimeProvider clock) : IEventBroker
{
    private const string ContentType = "application/cloudevents+json";

    public async Task<string?> PublishAsync(JobCloudEvent e)
    {
        // The sidecar writes the trace of the call into the event.
        using var carrier = Traces.Carry(e.Trace);
        using var timer = new CancellationTokenSource(options.Value.Timeout, clock);
        try
        {
            await dapr.PublishByteEventAsync(
                options.Value.PubSub!,
                options.Value.Topic,
                e.Write(),
                ContentType,
                new Dictionary<string, string> { ["partitionKey"] = e.Subject },
                timer.Token);

            return null;
        }
        catch (Exception x) when (x is DaprException or HttpRequestException)
        {
            return x.Message;
        }
        catch (OperationCanceledException)
        {
            return $"The sidecar did not take an event within {options.Value.Timeout.TotalSeconds} s.";
        }
    }
}
