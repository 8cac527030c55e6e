using JobWorker.Host.Hosting;
using k8s;
using k8s.Models;

namespace JobWorker.Host.Cluster.Watching;

/// <summary>One LIST+WATCH on one kind of object, for as long as the process lives.</summary>
/// <remarks>
/// A watch that ends in time goes on from where it was. One that ends with an error, 410 Gone above all, starts over with a
/// list; so does one whose stream breaks. Every object may be handed on more than once.
/// </remarks>
internal sealed class ListWatch<T>(ListWatchSource<T> source, ListWatchSink<T> sink, TimeProvider clock, ILogger logger)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private const int PageSize = 500;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(15);

    /// <summary>Lists and watches until <paramref name="cancel"/> fires.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var delay = FirstDelay;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var version = await ListAsync(cancel);
                delay = FirstDelay;
                await WatchAsync(version, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or k8s.Autorest.HttpOperationException
                or KubernetesException or OperationCanceledException or System.Text.Json.JsonException)
            {
                if (e is not KubernetesException { Status.Code: 410 })
                {
                    sink.Lost(e.Message);
                    logger.WatchBroken(source.Kind, e.Message);
                    await Task.Delay(delay, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
                }
            }
        }
    }

    private async Task<string> ListAsync(CancellationToken cancel)
    {
        HashSet<string> uids = [];
        string? next = null;
        while (true)
        {
            var (items, meta) = await source.List(PageSize, next, cancel);
            foreach (var item in items)
            {
                uids.Add(item.Metadata.Uid);
                sink.See(item, true, false);
            }

            next = meta.ContinueProperty;
            if (string.IsNullOrEmpty(next))
            {
                sink.Listed(uids);
                return meta.ResourceVersion;
            }
        }
    }

    private async Task WatchAsync(string version, CancellationToken cancel)
    {
        while (true)
        {
            Exception? error = null;
            await foreach (var (type, item) in source.Watch(version, e => error = e, cancel))
            {
                if (error is not null)
                {
                    break;
                }

                version = item.Metadata?.ResourceVersion ?? version;
                if (type is WatchEventType.Added or WatchEventType.Modified or WatchEventType.Deleted)
                {
                    sink.See(item, false, type is WatchEventType.Deleted);
                }
            }

            cancel.ThrowIfCancellationRequested();
            if (error is not null)
            {
                throw error is KubernetesException or HttpRequestException or IOException
                    ? error
                    : new IOException($"The watch broke: {error.Message}", error);
            }
        }
    }
}

/// <summary>Where objects of one kind come from.</summary>
/// <param name="Kind">For logs.</param>
/// <param name="List">One page: how many, where to go on.</param>
/// <param name="Watch">Changes after a resource version; errors of the stream go to the second argument.</param>
internal sealed record ListWatchSource<T>(
    string Kind,
    Func<int, string?, CancellationToken, Task<(IList<T> Items, V1ListMeta Meta)>> List,
    Func<string, Action<Exception>, CancellationToken, IAsyncEnumerable<(WatchEventType Type, T Item)>> Watch);

/// <summary>Where they go.</summary>
/// <param name="See">One object as it is now: whether a list found it, whether it was deleted.</param>
/// <param name="Listed">A list has ended; these UIDs are all there are.</param>
/// <param name="Lost">The API server does not answer, and why.</param>
internal sealed record ListWatchSink<T>(Action<T, bool, bool> See, Action<IReadOnlySet<string>> Listed, Action<string> Lost);
