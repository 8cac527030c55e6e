using System.Collections.Concurrent;
using JobWorker.Core.Callbacks;

namespace JobWorker.Host.Callbacks.Delivery;

/// <summary>The attempts that wait or are under way, each to one URL: the last that was asked for.</summary>
internal sealed class KnownAttempts
{
    /// <summary>Callbacks of one job that go along together; the others go after them.</summary>
    public const int MostTogether = 8;

    private readonly ConcurrentDictionary<(string JobId, int Sequence, int Attempt), Outgoing> _known = new();

    /// <summary>
    /// Notes that it waits. False where its first attempt does already, or is under way, to the same URL: what may go along is
    /// known there then.
    /// </summary>
    public bool Take(Outgoing outgoing)
    {
        var known = _known.AddOrUpdate(
            Key(outgoing, outgoing.First), outgoing, (_, known) => known.Url == outgoing.Url ? known : outgoing);
        if (!ReferenceEquals(known, outgoing) && known.First.Sequence == outgoing.First.Sequence)
        {
            known.Callbacks = outgoing.Callbacks;
        }

        return ReferenceEquals(known, outgoing);
    }

    /// <summary>It begins: what goes now, its first callback and those behind it that are not under way by themselves.</summary>
    public IReadOnlyList<Callback> Begin(Outgoing outgoing)
    {
        var callbacks = outgoing.Callbacks;

        return
        [
            callbacks[0],
            .. callbacks.Skip(1).Take(MostTogether - 1).TakeWhile(next => _known.TryAdd(Key(outgoing, next), outgoing)),
        ];
    }

    /// <summary>
    /// False once the URL was corrected: the attempt at the old one may wait for long, or fail, and must not count for the new;
    /// nor does what goes along with it.
    /// </summary>
    public bool IsWanted(Outgoing outgoing, Callback callback) =>
        IsKnown(outgoing, outgoing.First) && IsKnown(outgoing, callback);

    /// <summary>Those callbacks of it are no longer under way.</summary>
    public void Forget(Outgoing outgoing, IEnumerable<Callback> callbacks)
    {
        foreach (var callback in callbacks)
        {
            _known.TryRemove(KeyValuePair.Create(Key(outgoing, callback), outgoing));
        }
    }

    private static (string JobId, int Sequence, int Attempt) Key(Outgoing outgoing, Callback callback) =>
        (outgoing.JobId, callback.Sequence, callback.Attempts + 1);

    private bool IsKnown(Outgoing outgoing, Callback callback) =>
        _known.TryGetValue(Key(outgoing, callback), out var known) && ReferenceEquals(known, outgoing);
}
