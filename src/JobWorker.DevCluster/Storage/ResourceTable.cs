using System.Collections.Immutable;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Storage;

/// <summary>The objects of one type, their recent history, and who watches them. Guarded by the store's lock.</summary>
internal sealed class ResourceTable(ResourceType type, int historyLimit)
{
    private readonly Queue<Change> history = new();
    private readonly List<Watcher> watchers = [];

    /// <summary>The version of the last change that history has forgotten.</summary>
    private long forgotten;

    public ResourceType Type => type;

    /// <summary>Immutable, so that lists are read outside the lock.</summary>
    public ImmutableSortedDictionary<string, StoredObject> Objects { get; private set; } =
        ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal);

    public void Apply(Change change)
    {
        Objects = change.IsDeletion
            ? Objects.Remove(change.Now.Key)
            : Objects.SetItem(change.Now.Key, change.Now);

        history.Enqueue(change);
        if (history.Count > historyLimit)
        {
            forgotten = history.Dequeue().Now.Version;
        }

        watchers.RemoveAll(watcher => !watcher.Offer(change));
    }

    /// <summary>Adds a watcher that first hears of all objects.</summary>
    public void AddFromNow(Watcher watcher, Selection selection)
    {
        watcher.Initial.AddRange(Objects.Values.Where(selection.Matches).Select(obj => WatchFrame.Of("ADDED", obj)));
        watchers.Add(watcher);
    }

    /// <summary>Adds a watcher that first hears of all changes after a version. False: that is too long ago.</summary>
    public bool TryAddFrom(Watcher watcher, long version)
    {
        if (version < forgotten)
        {
            return false;
        }

        watcher.Initial.AddRange(
            history.Where(change => change.Now.Version > version).Select(watcher.FrameOf).OfType<WatchFrame>());
        watchers.Add(watcher);
        return true;
    }

    public void Remove(Watcher watcher) => watchers.Remove(watcher);

    /// <summary>The objects as they were after a version; none when that is too long ago.</summary>
    public ImmutableSortedDictionary<string, StoredObject>? ObjectsAt(long version)
    {
        if (version < forgotten)
        {
            return null;
        }

        var objects = Objects.ToBuilder();
        foreach (var change in history.Where(change => change.Now.Version > version).Reverse())
        {
            if (change.Before is { } before)
            {
                objects[before.Key] = before;
            }
            else
            {
                objects.Remove(change.Now.Key);
            }
        }

        return objects.ToImmutable();
    }
}
