using System.Threading.Channels;

namespace JobWorker.Host.Cluster.Watching;

/// <summary>Carries sightings to their jobs: in order for each job, many jobs side by side, until each has been told.</summary>
internal sealed class SightingQueue(int lanes, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly Channel<(Sighting Sighting, int Failures)>[] _lanes =
        [.. Enumerable.Range(0, lanes).Select(_ => Channel.CreateUnbounded<(Sighting, int)>())];

    /// <summary>Takes one in. A job's sightings always take the same lane.</summary>
    public void Add(Sighting sighting) => Lane(sighting).Writer.TryWrite((sighting, 0));

    /// <summary>
    /// Hands them to <paramref name="tell"/>; where it answers false, again later, without holding up the lane.
    /// </summary>
    public Task RunAsync(Func<Sighting, CancellationToken, Task<bool>> tell, CancellationToken cancel) =>
        Task.WhenAll(_lanes.Select(lane => RunAsync(lane, tell, cancel)));

    private async Task RunAsync(
        Channel<(Sighting Sighting, int Failures)> lane, Func<Sighting, CancellationToken, Task<bool>> tell,
        CancellationToken cancel)
    {
        try
        {
            await foreach (var (sighting, failures) in lane.Reader.ReadAllAsync(cancel))
            {
                if (!await ToldAsync(sighting, tell, cancel))
                {
                    _ = AgainAsync(lane, sighting, failures + 1, cancel);
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The process ends; the next one lists everything anew.
        }
    }

    /// <summary>One that cannot be told must not keep the others of its lane from being told.</summary>
    private async Task<bool> ToldAsync(
        Sighting sighting, Func<Sighting, CancellationToken, Task<bool>> tell, CancellationToken cancel)
    {
        try
        {
            return await tell(sighting, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            logger.TellingFailed(e, sighting.Id);

            return false;
        }
    }

    private async Task AgainAsync(
        Channel<(Sighting Sighting, int Failures)> lane, Sighting sighting, int failures, CancellationToken cancel)
    {
        var delay = FirstDelay * Math.Pow(2, Math.Min(failures - 1, 10));
        await Task.Delay(delay < LongestDelay ? delay : LongestDelay, clock, cancel)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lane.Writer.TryWrite((sighting, failures));
    }

    private Channel<(Sighting Sighting, int Failures)> Lane(Sighting sighting) =>
        _lanes[(uint)StringComparer.Ordinal.GetHashCode(sighting.Id) % (uint)_lanes.Length];
}
