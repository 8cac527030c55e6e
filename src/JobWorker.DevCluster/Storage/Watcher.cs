using System.Text;
using System.Threading.Channels;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Storage;

/// <summary>One line of a watch stream.</summary>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c> or <c>BOOKMARK</c>.</param>
/// <param name="Utf8">The object as JSON.</param>
/// <param name="Object">None for a bookmark.</param>
internal sealed record WatchFrame(string Type, ReadOnlyMemory<byte> Utf8, StoredObject? Object)
{
    public static WatchFrame Of(string type, StoredObject obj) => new(type, obj.Utf8, obj);

    /// <summary>Says that everything up to <paramref name="version"/> has been told.</summary>
    /// <param name="type">Of the objects watched.</param>
    /// <param name="version">The store's version.</param>
    /// <param name="initialEventsEnd">Whether this one closes the list at the start of a stream.</param>
    public static WatchFrame Bookmark(ResourceType type, long version, bool initialEventsEnd)
    {
        var annotations = initialEventsEnd ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "";

        var metadata = $$"""{"resourceVersion":"{{version}}","creationTimestamp":null{{annotations}}}""";
        var json = $$"""{"kind":"{{type.Kind}}","apiVersion":"{{type.ApiVersion}}","metadata":""" + metadata + "}";

        return new("BOOKMARK", Encoding.UTF8.GetBytes(json), null);
    }
}

/// <summary>Someone who watches a selection of objects, with a queue that is bounded.</summary>
/// <remarks>Who does not keep up is cut off, and must list and watch again, as with the real server.</remarks>
internal sealed class Watcher(Selection selection, int capacity)
{
    private readonly Channel<WatchFrame> queue =
        Channel.CreateBounded<WatchFrame>(new BoundedChannelOptions(capacity) { SingleReader = true });

    /// <summary>What comes before the queue.</summary>
    public List<WatchFrame> Initial { get; } = [];

    public ChannelReader<WatchFrame> Frames => queue.Reader;

    /// <summary>Queues what this watcher should hear of a change. False: it has been cut off.</summary>
    public bool Offer(Change change) => FrameOf(change) is not { } frame || Offer(frame);

    public bool Offer(WatchFrame frame) => queue.Writer.TryWrite(frame) || !queue.Writer.TryComplete();

    /// <summary>Ends the stream once what is queued has been read.</summary>
    public void Complete() => queue.Writer.TryComplete();

    public WatchFrame? FrameOf(Change change)
    {
        var was = change.Before is { } before && selection.Matches(before);
        var matches = !change.IsDeletion && selection.Matches(change.Now);

        return (was, matches) switch
        {
            (false, true) => WatchFrame.Of("ADDED", change.Now),
            (true, true) => WatchFrame.Of("MODIFIED", change.Now),
            (true, false) => WatchFrame.Of("DELETED", change.Departed),
            _ => null,
        };
    }
}
