using System.Collections.Concurrent;

namespace JobWorker.Host.Ojs.Queues.Calls;

/// <summary>The queues whose actors are in this process: they are called without a detour over the sidecar.</summary>
/// <remarks>
/// That is safe because a queue's turns and its log do not depend on the sidecar. A queue that
/// was taken over by another process is not open here any more: from then on it is called the other way.
/// </remarks>
internal sealed class QueuesHere
{
    private readonly ConcurrentDictionary<string, QueueKeeper> _keepers = new(StringComparer.Ordinal);

    /// <summary>The actor of this id is here.</summary>
    public void Add(string id, QueueKeeper keeper) => _keepers[id] = keeper;

    /// <summary>It leaves.</summary>
    public void Remove(string id, QueueKeeper keeper) => _keepers.TryRemove(KeyValuePair.Create(id, keeper));

    /// <summary>What a queue here answers; none: it is not here, or not open.</summary>
    public async Task<QueueReply?> TryAsync(string id, QueueCall call) =>
        _keepers.TryGetValue(id, out var keeper) ? await keeper.TryApplyAsync(call) : null;
}
