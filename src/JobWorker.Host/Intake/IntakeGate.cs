using JobWorker.Host.Cluster;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Shutdown;
using JobWorker.Host.Leadership;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Intake;

/// <summary>Whether messages are taken in now. While it is closed they are answered 503 and wait in the queue.</summary>
/// <remarks>
/// Reporting the app unhealthy would stop delivery too, but also take away the actors of the jobs that run, which must still
/// be followed and told. A pause lives in this process alone and ends with it.
/// </remarks>
internal sealed class IntakeGate(
    LeaderRole role, ClusterState cluster, IOptions<IntakeOptions> options, ILogger<IntakeGate> logger) : IDrain
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private bool _draining;
    private volatile bool _paused;

    /// <summary>Where intake stands, for people.</summary>
    public IntakeView View => new(State, _paused, cluster.LiveJobs, options.Value.MaxLiveJobs);

    private IntakeState State => this switch
    {
        { _draining: true } => IntakeState.Draining,
        { _paused: true } => IntakeState.Paused,
        _ when !role.Works => IntakeState.StandingBy,
        _ when cluster.LiveJobs >= options.Value.MaxLiveJobs => IntakeState.Full,
        _ => IntakeState.Open,
    };

    /// <summary>Lets one message in; none when it must wait. Disposing the pass says that the message is dealt with.</summary>
    public IDisposable? TryEnter()
    {
        lock (_gate)
        {
            // Messages inside may each become a job that the watch has not shown yet.
            if (State is not IntakeState.Open || cluster.LiveJobs + _inside >= options.Value.MaxLiveJobs)
            {
                return null;
            }

            _inside++;
            return new Pass(this);
        }
    }

    /// <summary>Takes nothing in until <see cref="Resume"/>.</summary>
    public void Pause() => Switch(true, "paused");

    /// <summary>Takes messages in again.</summary>
    public void Resume() => Switch(false, "resumed");

    public Task DrainAsync(CancellationToken cancel)
    {
        lock (_gate)
        {
            _draining = true;
            if (_inside == 0)
            {
                _empty.TrySetResult();
            }
        }

        return _empty.Task.WaitAsync(cancel);
    }

    private void Switch(bool paused, string change)
    {
        if (_paused != paused)
        {
            _paused = paused;
            logger.IntakeSwitched(change);
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_inside == 0 && _draining)
            {
                _empty.TrySetResult();
            }
        }
    }

    private sealed class Pass(IntakeGate gate) : IDisposable
    {
        public void Dispose() => gate.Leave();
    }
}

/// <summary>Intake, for people.</summary>
/// <param name="State">Whether messages are taken in, or why not.</param>
/// <param name="Paused">Whether an operator has paused it.</param>
/// <param name="LiveJobs">Kubernetes Jobs that have not ended; 0 where this process runs no watch.</param>
/// <param name="MaxLiveJobs">Where it closes by itself.</param>
internal sealed record IntakeView(IntakeState State, bool Paused, int LiveJobs, int MaxLiveJobs);

/// <summary>Why messages are taken in or not.</summary>
internal enum IntakeState
{
    /// <summary>They are.</summary>
    Open,

    /// <summary>An operator said so.</summary>
    Paused,

    /// <summary>As many jobs live as may.</summary>
    Full,

    /// <summary>Another replica takes them.</summary>
    StandingBy,

    /// <summary>The process ends.</summary>
    Draining,
}
