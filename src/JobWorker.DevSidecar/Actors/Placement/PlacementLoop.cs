using System.Collections.Immutable;
using System.Security.Cryptography;
using JobWorker.DevSidecar.Actors.Placement.Documents;
using JobWorker.DevSidecar.Actors.Placement.Protocol;
using JobWorker.DevSidecar.App;

namespace JobWorker.DevSidecar.Actors.Placement;

/// <summary>Keeps this sidecar's seat: beats, follows what the document says, and moves actors accordingly.</summary>
/// <remarks>Who hosts nothing only reads, so as to know where to send calls.</remarks>
internal sealed class PlacementLoop : IAsyncDisposable
{
    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _one = new(1);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ISharedDocument _document;
    private readonly Whereabouts _whereabouts;
    private readonly ActorHost _host;
    private readonly ActorMoves _moves;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ITimer _fence;
    private readonly long _origin;
    private Seat _seat = new(PlacementTimes.Default);
    private Task _running = Task.CompletedTask;
    private string _address = "";
    private ImmutableArray<string> _types = [];
    private long _lastRead = long.MinValue;
    private bool _unavailable;
    private bool _wasDropped;
    private TimeSpan _cutAt;

    /// <param name="document">Shared with the other sidecars of the app.</param>
    /// <param name="whereabouts">Told of every change.</param>
    /// <param name="host">Has the actors that are here.</param>
    /// <param name="moves">Ends and begins what a change asks for.</param>
    /// <param name="clock">Real time, since other processes go by it.</param>
    /// <param name="logger">Told who is in.</param>
    public PlacementLoop(
        ISharedDocument document, Whereabouts whereabouts, ActorHost host, ActorMoves moves, TimeProvider clock, ILogger logger)
    {
        (_document, _whereabouts, _host, _moves, _clock, _logger) = (document, whereabouts, host, moves, clock, logger);
        _origin = clock.GetTimestamp();
        _fence = clock.CreateTimer(_ => CutOff(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _whereabouts.Doubted += Wake;
        _moves.Released += Wake;
    }

    /// <summary>Whether the document was read lately.</summary>
    public bool IsConnected => _lastRead != long.MinValue && _clock.GetElapsedTime(_lastRead) < _seat.Times.Serving;

    /// <summary>Whether actors can be called here: the app hosts none, or this sidecar is in the table in force.</summary>
    public bool IsReady => _host.IsRunning && (_host.Types.Count == 0 || (_whereabouts.View.HasMe && _whereabouts.InTime));

    private TimeSpan Now => _clock.GetElapsedTime(_origin);

    /// <summary>Begins to follow the document.</summary>
    /// <param name="address">Where others reach this sidecar's HTTP API.</param>
    public void Start(string address)
    {
        _address = address;
        _running = RunAsync(_stop.Token);
    }

    /// <summary>Offers the app's types; alone, they are placed here when the task ends.</summary>
    public async Task JoinAsync(AppConfig config, CancellationToken cancel)
    {
        _host.Host(config);
        _types = [.. config.Actors.Keys.Order(StringComparer.Ordinal)];
        await BeatAsync(cancel);
        Wake();
        await _moves.SettledAsync(cancel);
    }

    /// <summary>Ends all actors here, each after its call in progress or the drain time, and gives them to others.</summary>
    public async Task LeaveAsync()
    {
        _types = [];
        await TryAsync(BeatAsync);
        Wake();
        await _host.HaltAsync();
        await _moves.ReleaseAllAsync(_whereabouts.View.WithoutMe());
        await TryAsync(RetireAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _fence.DisposeAsync();
        _stop.Dispose();
        _one.Dispose();
    }

    private void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            try
            {
                _wake.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else woke it at the same moment.
            }
        }
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            await BeatAsync(cancel);
            await _wake.WaitAsync(_seat.View.Proposal is null ? _seat.Times.Beat : _seat.Times.Hurry, cancel);
        }
    }

    private async Task BeatAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var begun = Now;
            Prepare();
            Adopt(await _document.UpdateAsync(Beat, cancel), begun);
        }
        catch (PlacementUnavailableException e)
        {
            if (!_unavailable)
            {
                _logger.PlacementUnavailable(e.Message);
            }

            _unavailable = true;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>What the next beat says. Who was taken for dead joins again once nothing is left of before.</summary>
    private void Prepare()
    {
        var seat = _seat;
        if (seat.Me is null && _types.Length > 0 && (!_wasDropped || _moves.AreDone))
        {
            _wasDropped = false;
            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
            seat = seat.Join(new Member(id, _address, _types, HostProcess.Current));
        }

        _seat = seat.Hosting(_types).Ready(_moves.Ready);
    }

    private PlacementDocument Beat(PlacementDocument document)
    {
        var now = Now;
        _seat = _seat.See(document, now);
        return _seat.Beat(document, now, member => member.Process.IsGone());
    }

    private void Adopt(PlacementDocument document, TimeSpan begun)
    {
        var before = _seat;
        _seat = _seat.Adopt(document, begun);
        _lastRead = _clock.GetTimestamp();
        if (_unavailable)
        {
            _unavailable = false;
            _logger.PlacementBack();
        }

        if (before.Me is not null && _seat.Me is null)
        {
            _logger.Dropped();
            _wasDropped = true;
            _ = _host.CutOffAsync();
        }

        Follow(before.View);
    }

    private void Follow(PlacementView before)
    {
        var view = _seat.View;
        _whereabouts.Set(view, _seat.ServesUntil is { } until ? Timestamp(until) : long.MinValue);
        _cutAt = (_seat.ServesUntil ?? TimeSpan.Zero) + _seat.Times.Grace;
        _fence.Change(_seat.Me is null ? Timeout.InfiniteTimeSpan : Later(_cutAt - Now), Timeout.InfiniteTimeSpan);
        if (ReferenceEquals(view, before))
        {
            return;
        }

        _moves.Follow(view);
        if (view.Table.Epoch != before.Table.Epoch)
        {
            _logger.PlacementChanged(view.Table.Epoch, view.Table.Hosts.Length == 0 ? "nobody" : string.Join(
                ", ", view.Table.Hosts.Select(host => host.Id == view.Me ? $"{host.Address} (this one)" : host.Address)));
        }
    }

    private async Task RetireAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (_seat.Me is not { } me)
            {
                return;
            }

            var before = _seat.View;
            _seat = _seat.Left();
            var document = await _document.UpdateAsync(document => PlacementRules.Leave(document, me.Id), cancel);
            _seat = _seat.Adopt(document, Now);
            Follow(before);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Where it cannot be done in time, others find out by themselves.</summary>
    private async Task TryAsync(Func<CancellationToken, Task> act)
    {
        using var limit = new CancellationTokenSource(LeaveLimit, _clock);
        try
        {
            await act(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or PlacementUnavailableException)
        {
            _logger.PlacementUnavailable(e.Message);
        }
    }

    /// <summary>Breaks off calls in progress, unless this process itself stood still: then it first gets to beat.</summary>
    private void CutOff()
    {
        if (_whereabouts.InTime)
        {
            return;
        }

        if (Now - _cutAt > _seat.Times.Grace)
        {
            _cutAt = Now + _seat.Times.Grace;
            _fence.Change(_seat.Times.Grace, Timeout.InfiniteTimeSpan);
            return;
        }

        _logger.Fenced();
        _ = _host.CutOffAsync();
    }

    private long Timestamp(TimeSpan time) => _origin + (long)(time.TotalSeconds * _clock.TimestampFrequency);

    private static TimeSpan Later(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
}
