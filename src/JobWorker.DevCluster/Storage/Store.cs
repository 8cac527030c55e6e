using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Storage;

/// <summary>All objects, in memory, under one version number that only grows.</summary>
/// <param name="historyLimit">Changes of each type that a watch can go back; default 10,000.</param>
internal sealed class Store(int historyLimit = 10_000)
{
    private readonly Lock gate = new();
    private readonly List<ChannelWriter<Change>> subscribers = [];
    private readonly FrozenDictionary<ResourceType, ResourceTable> tables =
        ResourceType.All.ToFrozenDictionary(type => type, type => new ResourceTable(type, historyLimit));

    private long version;

    /// <summary>The version of the last change.</summary>
    public long Version => Interlocked.Read(ref version);

    /// <summary>Every change from here on, in order. For controllers of this process: the feed has no bound.</summary>
    public ChannelReader<Change> Subscribe()
    {
        var feed = Channel.CreateUnbounded<Change>(new UnboundedChannelOptions { SingleReader = true });
        lock (gate)
        {
            subscribers.Add(feed.Writer);
        }

        return feed.Reader;
    }

    public StoredObject? Find(ResourceType type, string ns, string name) =>
        tables[type].Objects.GetValueOrDefault(StoredObject.KeyOf(ns, name));

    /// <summary>All objects of a type, by key, and the version at which this was so.</summary>
    public (ImmutableSortedDictionary<string, StoredObject> Objects, long Version) List(ResourceType type)
    {
        lock (gate)
        {
            return (tables[type].Objects, version);
        }
    }

    /// <summary>All objects of a type as they were at a version; none when that is too long ago.</summary>
    public ImmutableSortedDictionary<string, StoredObject>? ListAt(ResourceType type, long at)
    {
        lock (gate)
        {
            return tables[type].ObjectsAt(at);
        }
    }

    /// <summary>Adds an object and takes <paramref name="tree"/> over. None: the name is taken.</summary>
    public StoredObject? Create(ResourceType type, JsonObject tree)
    {
        lock (gate)
        {
            return Find(type, tree.Namespace(), tree.Name()) is null
                ? Commit(ChangeKind.Added, new StoredObject(type, tree, ++version), before: null)
                : null;
        }
    }

    /// <summary>Changes an object, and removes it when that was all it waited for.</summary>
    /// <param name="type">Of the object.</param>
    /// <param name="ns">Empty for objects outside namespaces.</param>
    /// <param name="name">Of the object.</param>
    /// <param name="change">Gets a clone to change; false leaves the object as it is. Runs under the lock: no I/O.</param>
    /// <returns>The object as it is now, or as it was when it left; none when there is no such object.</returns>
    public StoredObject? Update(ResourceType type, string ns, string name, Func<JsonObject, bool> change)
    {
        lock (gate)
        {
            if (Find(type, ns, name) is not { } before)
            {
                return null;
            }

            var tree = before.Tree.Clone();
            if (!change(tree))
            {
                return before;
            }

            if (tree.MayGo())
            {
                return Commit(ChangeKind.Deleted, new StoredObject(type, tree, ++version), before);
            }

            return JsonNode.DeepEquals(tree, before.Tree)
                ? before
                : Commit(ChangeKind.Modified, new StoredObject(type, tree, ++version), before);
        }
    }

    /// <summary>Starts a watch. None: <paramref name="since"/> is too old.</summary>
    /// <param name="type">Of the objects.</param>
    /// <param name="selection">Which of them.</param>
    /// <param name="since">Changes after this version; none or 0 begins with all there is.</param>
    /// <param name="capacity">Frames that may wait for a slow reader.</param>
    public Watcher? Watch(ResourceType type, Selection selection, long? since, int capacity)
    {
        var watcher = new Watcher(selection, capacity);
        lock (gate)
        {
            if (since is { } from and > 0)
            {
                return tables[type].TryAddFrom(watcher, from) ? watcher : null;
            }

            tables[type].AddFromNow(watcher, selection);
            return watcher;
        }
    }

    public void Unwatch(ResourceType type, Watcher watcher)
    {
        lock (gate)
        {
            tables[type].Remove(watcher);
        }
    }

    /// <summary>Queues a bookmark behind all that happened so far.</summary>
    public void Bookmark(ResourceType type, Watcher watcher, bool initialEventsEnd)
    {
        lock (gate)
        {
            watcher.Offer(WatchFrame.Bookmark(type, version, initialEventsEnd));
        }
    }

    private StoredObject Commit(ChangeKind kind, StoredObject now, StoredObject? before)
    {
        var change = new Change(kind, now, before);
        tables[now.Type].Apply(change);
        foreach (var subscriber in subscribers)
        {
            subscriber.TryWrite(change);
        }

        return now;
    }
}
