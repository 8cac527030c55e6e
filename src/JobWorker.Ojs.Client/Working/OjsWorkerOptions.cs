namespace JobWorker.Ojs.Client.Working;

/// <summary>How a worker takes and does jobs.</summary>
public sealed record OjsWorkerOptions
{
    /// <summary>Where to look, in this order. At least one; default <c>default</c>.</summary>
    public IReadOnlyList<string> Queues { get; init; } = ["default"];

    /// <summary>
    /// Jobs that handlers do at a time. 1 or more; default 8. As many again can be held whose handlers have ended and whose
    /// outcomes are being told.
    /// </summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Names the worker to server and operators; default the machine and a random part.</summary>
    public string WorkerId { get; init; } = $"{Environment.MachineName.ToLowerInvariant()}-{Guid.CreateVersion7():N}";

    /// <summary>How long a fetch waits on the server for jobs. Default 2 s.</summary>
    public TimeSpan FetchWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause after a fetch that failed, or brought nothing without having waited. Default 1 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Silence after which the server gives jobs to others. Default 30 s.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between beats; shorter than <see cref="VisibilityTimeout"/>. Default 5 s.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long jobs may go on after the worker was told to end; then they are given back. Default 30 s.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Told what went wrong between worker and server; nothing is thrown for it. None means nobody is.</summary>
    public Action<Exception>? OnTrouble { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Concurrency, 1);
        ArgumentOutOfRangeException.ThrowIfZero(Queues.Count, nameof(Queues));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HeartbeatInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(HeartbeatInterval, VisibilityTimeout);
    }
}
