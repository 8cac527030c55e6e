using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Formats.Tables;
using JobWorker.DevCluster.Hosting;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Api;

/// <summary>GET with <c>watch=true</c>: one JSON object a line, for as long as the client and the time allow.</summary>
internal sealed class Watches(
    Store store, TimeProvider clock, DevClusterOptions options, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan BookmarkEvery = TimeSpan.FromSeconds(60);

    /// <summary>How long before the end of the stream the last bookmark comes.</summary>
    private static readonly TimeSpan LastCall = TimeSpan.FromSeconds(2);

    public async Task WatchAsync(HttpContext context, RequestPath path)
    {
        var request = context.Request;
        var selection = request.Selection(path);
        var since = request.Number("resourceVersion");
        var isWatchList = request.Flag("sendInitialEvents");
        var timeout = TimeSpan.FromSeconds(Math.Clamp(request.Number("timeoutSeconds") ?? 0, 0, 86_400));
        if (timeout == TimeSpan.Zero)
        {
            timeout = TimeSpan.FromSeconds(Random.Shared.Next(1800, 3600));
        }

        context.Response.ContentType = "application/json";
        var watcher = store.Watch(path.Type, selection, isWatchList ? null : since, options.WatchQueue);
        if (watcher is null)
        {
            var gone = ApiException.Expired($"too old resource version: {since} ({store.Version})");
            WriteFrame(context.Response.BodyWriter, "ERROR", gone.ToStatus().ToUtf8());
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            return;
        }

        try
        {
            using var end = clock.CreateTimer(_ => watcher.Complete(), null, timeout, Timeout.InfiniteTimeSpan);
            using var bookmarks = request.Flag("allowWatchBookmarks") ? Bookmarks(path.Type, watcher, timeout) : null;
            if (isWatchList)
            {
                store.Bookmark(path.Type, watcher, initialEventsEnd: true);
            }

            await StreamAsync(context, path.Type, watcher);
        }
        catch (OperationCanceledException)
        {
            // The client has left, or the server is stopping: the ordinary ends of a stream.
        }
        finally
        {
            store.Unwatch(path.Type, watcher);
        }
    }

    private CompositeTimer Bookmarks(ResourceType type, Watcher watcher, TimeSpan timeout)
    {
        void Send(object? _) => store.Bookmark(type, watcher, initialEventsEnd: false);

        var last = timeout > LastCall ? timeout - LastCall : timeout / 2;
        return new(
            clock.CreateTimer(Send, null, BookmarkEvery, BookmarkEvery),
            clock.CreateTimer(Send, null, last, Timeout.InfiniteTimeSpan));
    }

    private async Task StreamAsync(HttpContext context, ResourceType type, Watcher watcher)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var cancel = stop.Token;
        var body = context.Response.BodyWriter;
        var asTable = ApiResponse.WantsTable(context.Request);

        foreach (var frame in watcher.Initial)
        {
            await WriteAsync(body, type, frame, asTable, cancel);
        }

        watcher.Initial.Clear();
        await body.FlushAsync(cancel);
        while (await watcher.Frames.WaitToReadAsync(cancel))
        {
            while (watcher.Frames.TryRead(out var frame))
            {
                await WriteAsync(body, type, frame, asTable, cancel);
            }

            await body.FlushAsync(cancel);
        }
    }

    private async ValueTask WriteAsync(
        PipeWriter body, ResourceType type, WatchFrame frame, bool asTable, CancellationToken cancel)
    {
        var utf8 = asTable && frame.Object is { } obj
            ? Table.Of(type, [obj], clock.GetUtcNow(), VersionOf(obj)).ToUtf8()
            : frame.Utf8;
        WriteFrame(body, frame.Type, utf8);
        if (body.UnflushedBytes > 64 * 1024)
        {
            await body.FlushAsync(cancel);
        }
    }

    private static JsonObject VersionOf(StoredObject obj) =>
        new() { ["resourceVersion"] = obj.Version.ToString(CultureInfo.InvariantCulture) };

    private static void WriteFrame(PipeWriter body, string type, ReadOnlyMemory<byte> utf8)
    {
        Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","object":""", body);
        body.Write(utf8.Span);
        Encoding.UTF8.GetBytes("}\n", body);
    }

    private sealed class CompositeTimer(params ITimer[] timers) : IDisposable
    {
        public void Dispose() => Array.ForEach(timers, timer => timer.Dispose());
    }
}
