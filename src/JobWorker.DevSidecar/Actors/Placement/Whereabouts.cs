using JobWorker.DevSidecar.Actors.Placement.Protocol;

namespace JobWorker.DevSidecar.Actors.Placement;

/// <summary>Where a call of an actor goes.</summary>
internal enum Place
{
    /// <summary>To the app beside this sidecar.</summary>
    Here,

    /// <summary>To another sidecar.</summary>
    There,

    /// <summary>Nowhere before the next table is in force.</summary>
    Moving,

    /// <summary>Nowhere before this sidecar has been heard of again.</summary>
    Unsure,

    /// <summary>Nobody hosts the type.</summary>
    Nowhere,
}

/// <summary>Where actors are, as this sidecar knows it now; asked by every call.</summary>
/// <param name="clock">Real time, for other processes go by it too.</param>
internal sealed class Whereabouts(TimeProvider clock)
{
    private volatile PlacementView _view = PlacementView.Nothing;
    private volatile TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _until = long.MinValue;

    /// <summary>Asks for a look at the document before it is due.</summary>
    public event Action? Doubted;

    public PlacementView View => _view;

    /// <summary>Time left to serve without a beat; none where it is over.</summary>
    public bool InTime => clock.GetTimestamp() < Volatile.Read(ref _until);

    /// <summary>Ends with the next change. Take it before asking where something is.</summary>
    public Task Change => _change.Task;

    /// <summary>Whether a turn of the actor may begin here.</summary>
    public bool IsHere(ActorKey actor) => InTime && _view.IsHere(actor);

    public (Place Place, PlacedHost? Host) Find(ActorKey actor)
    {
        var view = _view;
        return view.Holder(actor) switch
        {
            null => view.IsMoving(actor) ? (Place.Moving, null) : (Place.Nowhere, null),
            _ when view.IsMoving(actor) => (Place.Moving, null),
            { } host when host.Id == view.Me => (InTime ? Place.Here : Place.Unsure, host),
            var host => (Place.There, host),
        };
    }

    /// <summary>Somebody else sees it differently: look again soon.</summary>
    public void Doubt() => Doubted?.Invoke();

    /// <summary>What is so from now on, and for how long.</summary>
    /// <param name="view">The tables.</param>
    /// <param name="until">Timestamp of the clock at which this sidecar stops serving.</param>
    public void Set(PlacementView view, long until)
    {
        var isNews = view != _view || !InTime;
        Volatile.Write(ref _until, until);
        _view = view;
        if (isNews)
        {
            Interlocked.Exchange(ref _change, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        }
    }
}
