using System.Collections.Immutable;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Host.Ojs.Queues;

/// <summary>What others are to hear of a queue once it is stored: later turns may be under way by then.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Last">The last thing that happened; none: nothing ever did.</param>
/// <param name="HasReady">Whether workers can fetch jobs.</param>
/// <param name="HasOwnReady">Whether this service can begin jobs of its own.</param>
/// <param name="OwnActive">Jobs of its own that run.</param>
/// <param name="Untold">Finished jobs whose parents do not know yet.</param>
internal sealed record QueueNews(
    string Queue, string? Last, bool HasReady, bool HasOwnReady, ImmutableArray<OjsJob> OwnActive, ImmutableArray<OjsJob> Untold)
{
    public static QueueNews Of(string queue, QueueState state, DateTimeOffset now)
    {
        var open = state.FetchesLeft(now) > 0;

        return new QueueNews(
            queue,
            state.Feed.LastId,
            open && state.Ready.Any(),
            open && state.OwnReady.Any(),
            [.. state.OwnActive],
            [.. state.Untold]);
    }
}
