using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Realtime;

/// <summary>Streams of events: <c>text/event-stream</c>. OJS realtime, section 2.</summary>
internal static class SseEndpoints
{
    public static void MapStreams(this RouteGroupBuilder v1)
    {
        v1.MapGet("/jobs/{id}/events", (string id, HttpContext context, Tails tails, Streams streams) =>
            streams.RunAsync(context, cancel => JobAsync(id, context, tails, streams, cancel)));
        v1.MapGet("/queues/{queue}/events", (string queue, HttpContext context, Tails tails, Streams streams) =>
            streams.RunAsync(context, cancel => QueueAsync(queue, context, tails, streams, cancel)));
    }

    private static async Task<IResult> QueueAsync(
        string queue, HttpContext context, Tails tails, Streams streams, CancellationToken cancel)
    {
        var (channel, buffer) = ($"queue:{queue}", new EventBuffer());
        using var following = await tails.FollowAsync(channel, buffer, cancel);
        if (following is null)
        {
            return OjsError.NotFound($"There is no queue {queue}.");
        }

        var stream = streams.Open(context);
        var seen = await ReplayAsync(stream, channel, queue, jobId: null, tails, cancel);
        await stream.PumpAsync(buffer, seen, untilLast: false, cancel);

        return Results.Empty;
    }

    private static async Task<IResult> JobAsync(
        string id, HttpContext context, Tails tails, Streams streams, CancellationToken cancel)
    {
        var (channel, buffer) = ($"job:{id}", new EventBuffer());
        using var following = await tails.FollowAsync(channel, buffer, cancel);
        if (following is null || await tails.FindAsync(id, cancel) is not { } job)
        {
            return OjsError.NotFound($"There is no job {id}.");
        }

        var stream = streams.Open(context);
        if (job.IsFinal)
        {
            // Nothing will come: where it stands is all there is to say.
            await stream.StandsAsync(job, cancel);

            return Results.Empty;
        }

        var seen = await ReplayAsync(stream, channel, job.Spec.Queue, id, tails, cancel);
        await stream.PumpAsync(buffer, seen, untilLast: true, cancel);

        return Results.Empty;
    }

    /// <summary>What came after the last event the reader has seen, as far as the queue remembers.</summary>
    /// <returns>The last event told; none where the reader has seen none.</returns>
    private static async Task<string?> ReplayAsync(
        SseStream stream, string channel, string queue, string? jobId, Tails tails, CancellationToken cancel)
    {
        if (stream.LastEventId is not { } after)
        {
            await stream.BeginAsync(cancel);

            return null;
        }

        var feed = await tails.AfterAsync(queue, after, cancel);
        await stream.BeginAsync(cancel);
        if (feed.Oldest is { } oldest && string.CompareOrdinal(after, oldest) < 0)
        {
            await stream.GapAsync(channel, cancel);
        }

        var mine = feed.Entries.Where(entry => jobId is null || entry.JobId == jobId);
        foreach (var entry in mine.Where(RealtimeEvents.IsTold))
        {
            await stream.EventAsync(queue, entry, cancel);
        }

        return feed.Entries is [.., FeedEntry last] ? last.Id : after;
    }
}
