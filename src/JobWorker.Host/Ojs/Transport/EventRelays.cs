using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Host.Ojs.Transport;

/// <summary>The ways on which the events of one queue leave it: none holds up another.</summary>
internal sealed class EventRelays : IDisposable
{
    private readonly EventRelay[] _relays;
    private List<Happening> _fresh = [];

    private EventRelays(EventRelay[] relays) => _relays = relays;

    /// <summary>Whether everything is out that has happened.</summary>
    public bool AreIdle => _fresh.Count == 0 && Array.TrueForAll(_relays, relay => relay.IsIdle);

    /// <summary>Ends when everything is out that is stored by now.</summary>
    public Task Idle => Task.WhenAll(_relays.Select(relay => relay.Idle));

    /// <summary>Those of a queue that was just opened; none where nobody takes its events.</summary>
    public static EventRelays? Open(string queue, IEnumerable<IEventSink> sinks) =>
        sinks.Where(sink => sink.Takes(queue)).Select(sink => new EventRelay(queue, sink)).ToArray() is { Length: > 0 } relays
            ? new EventRelays(relays)
            : null;

    /// <summary>Something happened that is not stored yet.</summary>
    public void Add(FeedEntry entry, OjsJob? job) => _fresh.Add(new Happening(entry, job));

    /// <summary>What happened since the last call; it goes out when the answer is called.</summary>
    public Action Gather()
    {
        var gathered = Interlocked.Exchange(ref _fresh, []);

        return () => Array.ForEach(_relays, relay => relay.Release(gathered));
    }

    public void Dispose() => Array.ForEach(_relays, relay => relay.Dispose());
}
