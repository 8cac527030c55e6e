using System.Text.Json;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App.Tracing;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.Api.Operations;

/// <summary>An entry the broker does not have, and why.</summary>
internal sealed record FailedEntry(string EntryId, string Error);

/// <summary>Publishes many messages at once, in one round trip where the broker can.</summary>
internal sealed class BulkPublisher(Publisher single, Runners runners)
{
    /// <summary>Returns once the broker has all but those returned.</summary>
    /// <param name="name">The component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="body">The list of entries, JSON.</param>
    /// <param name="metadata">For every entry that does not say otherwise.</param>
    /// <param name="trace">Each event gets a span of its own in it.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ApiException">Nothing was published: not allowed, or an entry cannot be used.</exception>
    public async Task<IReadOnlyList<FailedEntry>> PublishAsync(
        string name, string topic, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> metadata, TraceContext trace,
        CancellationToken cancel)
    {
        var broker = single.Find(name, topic);
        var entries = Read(name, topic, body, metadata);
        var left = entries.Select(entry => (entry.Id, Message: Encode(name, topic, entry, trace))).ToList();
        IReadOnlyList<FailedEntry> failed = [];
        try
        {
            await runners.ForOutbound(name, "Pubsub").RunAsync(async token =>
            {
                // Only what the broker has not taken yet is tried again.
                var answers = await broker.PublishAllAsync(topic, [.. left.Select(one => one.Message)], token);
                failed = [.. left.Zip(answers).Where(pair => pair.Second is not null)
                    .Select(pair => new FailedEntry(pair.First.Id, pair.Second!))];
                left = [.. left.Zip(answers).Where(pair => pair.Second is not null).Select(pair => pair.First)];
                return left.Count == 0 ? true : throw new BulkPublishException(failed[0].Error);
            }, cancel);
            return [];
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            return e is BulkPublishException ? failed : [.. left.Select(one => new FailedEntry(one.Id, e.Message))];
        }
    }

    private static IReadOnlyList<BulkEntry> Read(
        string name, string topic, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            return BulkEntries.Read(body, metadata);
        }
        catch (JsonException e)
        {
            throw Refused($"error when unmarshaling the request for topic {topic} pubsub {name}: {e.Message}", e);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            // InvalidOperationException: text that is no Unicode, such as half of a surrogate pair.
            throw Refused($"error marshaling events to bytes for topic {topic} pubsub {name}. error: {e.Message}", e);
        }
    }

    private OutgoingMessage Encode(string name, string topic, BulkEntry entry, TraceContext trace)
    {
        var message = new Publication(
            name, topic, entry.Data, entry.ContentType, entry.Metadata, trace with { Parent = TraceParent.Child(trace.Parent) });
        return new OutgoingMessage(single.Encode(message), entry.Metadata);
    }

    private static ApiException Refused(string message, Exception inner) =>
        new(StatusCodes.Status400BadRequest, "ERR_PUBSUB_EVENTS_SER", message, inner);

    /// <summary>Some entries failed: worth another try.</summary>
    private sealed class BulkPublishException(string message) : Exception(message);
}
