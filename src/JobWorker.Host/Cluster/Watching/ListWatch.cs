using System.Net;
using JobWorker.Host.Cluster.Answers;
using JobWorker.Host.Cluster.Outcomes;
using JobWorker.Host.Hosting;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace JobWorker.Host.Cluster.Watching;

/// <summary>One LIST+WATCH on one kind of object, for as long as the process lives, whatever the server says.</summary>
/// <remarks>
/// A watch that ends in time goes on from where it was. One that ends with an error, 410 Gone above all, starts over with a
/// list; so does one whose stream breaks, falls silent, or ends at once again and again. Every object may be handed on more
/// than once.
/// </remarks>
internal sealed class ListWatch<T>(ListWatchSource<T> source, ListWatchSink<T> sink, TimeProvider clock, ILogger logger)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Objects asked for at once; fewer, once an answer was too long.</summary>
    public const int LargestPage = 500;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(15);

    /// <summary>A watch that lasts this long was well, however it ended.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    private int _page = LargestPage;

    /// <summary>Changes that the watch at hand has brought.</summary>
    private int _seen;

    /// <summary>Lists and watches until <paramref name="cancel"/> fires.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        string? version = null;
        var bad = 0;
        while (!cancel.IsCancellationRequested)
        {
            var (calm, well) = (true, false);
            long? watching = null;
            _seen = 0;
            try
            {
                version ??= await ListAsync(cancel);
                watching = clock.GetTimestamp();
                version = await WatchAsync(version, cancel);
                well = _seen > 0;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Nothing a server says may end the watch: what it said is told, and it is asked again.
                calm = Tell(e);
                version = null;
            }

            bad = well || (watching is { } since && clock.GetElapsedTime(since) >= Settled) ? 0 : bad + 1;
            if (bad > 2)
            {
                // Whoever ends each watch at once would keep all news from us; lists still tell it.
                version = null;
            }

            if (!calm || bad > 1)
            {
                await Task.Delay(Pause(Math.Max(bad, 1)), clock, cancel)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>1 s, doubling up to 15 s, of which between half and all is waited.</summary>
    private static TimeSpan Pause(int bad)
    {
        var delay = FirstDelay * Math.Pow(2, Math.Min(bad - 1, 10));

        return (delay < LongestDelay ? delay : LongestDelay) * (0.5 + (0.5 * Random.Shared.NextDouble()));
    }

    /// <summary>True for what belongs to a watch's life: nobody need hear of it, and the first calls for no pause.</summary>
    private bool Tell(Exception e)
    {
        if (e is KubernetesException { Status.Code: 410 }
            or HttpOperationException { Response.StatusCode: HttpStatusCode.Gone })
        {
            return true;
        }

        var text = Words.Short(e.Message);
        logger.WatchBroken(source.Kind, text);
        if (e is WatchSilentException)
        {
            return true;
        }

        if (e is AnswerTooLongException && _page > 1)
        {
            _page = Math.Max(1, _page / 4);
            logger.PageTooLong(source.Kind, _page);

            return true;
        }

        sink.Lost(text);

        return false;
    }

    private async Task<string> ListAsync(CancellationToken cancel)
    {
        HashSet<string> uids = [];
        string? next = null;
        while (true)
        {
            var (items, meta) = await source.List(_page, next, cancel);
            if (items is null || meta?.ResourceVersion is not { } version)
            {
                throw new IOException("The answer is not a list.");
            }

            foreach (var item in items.Where(IsWhole))
            {
                uids.Add(item.Metadata.Uid);
                See(item, listed: true, deleted: false);
            }

            next = meta.ContinueProperty;
            if (string.IsNullOrEmpty(next))
            {
                sink.Listed(uids);
                return version;
            }
        }
    }

    /// <summary>Follows changes after <paramref name="version"/> until the server ends the stream in good order.</summary>
    /// <returns>Where to go on.</returns>
    private async Task<string> WatchAsync(string version, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Exception? error = null;
        try
        {
            await foreach (var (type, item) in source.Watch(version, Fail, stop.Token))
            {
                if (error is not null)
                {
                    break;
                }

                version = item?.Metadata?.ResourceVersion ?? version;
                if (type is WatchEventType.Added or WatchEventType.Modified or WatchEventType.Deleted && IsWhole(item))
                {
                    _seen++;
                    See(item!, listed: false, type is WatchEventType.Deleted);
                }
            }
        }
        catch (OperationCanceledException) when (error is not null)
        {
            // The server need not end the stream after an error; this did.
        }

        cancel.ThrowIfCancellationRequested();

        return error switch
        {
            null => version,
            KubernetesException or IOException => throw error,
            _ => throw new IOException($"The watch broke: {error.Message}", error),
        };

        void Fail(Exception e)
        {
            error ??= e;
            stop.Cancel();
        }
    }

    /// <summary>One object that makes no sense must not hide the others.</summary>
    private void See(T item, bool listed, bool deleted)
    {
        try
        {
            sink.See(item, listed, deleted);
        }
        catch (Exception e)
        {
            logger.ObjectUnreadable(e, source.Kind, item.Metadata.NamespaceProperty, item.Metadata.Name);
        }
    }

    /// <summary>What cannot be told apart from another cannot be followed.</summary>
    private bool IsWhole(T? item)
    {
        if (item?.Metadata is { Uid.Length: > 0, Name.Length: > 0, NamespaceProperty.Length: > 0 })
        {
            return true;
        }

        logger.ObjectBroken(source.Kind);

        return false;
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
