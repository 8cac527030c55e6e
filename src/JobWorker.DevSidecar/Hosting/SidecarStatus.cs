using System.Collections.Concurrent;

namespace JobWorker.DevSidecar.Hosting;

/// <summary>How far this sidecar has come, and what others have noted about it.</summary>
internal sealed class SidecarStatus
{
    /// <summary>Says that this is not daprd.</summary>
    public const string Version = "jobworker-devsidecar/0.1.0";

    private volatile bool _ready;
    private volatile bool _outboundReady;

    /// <summary>The app's port is open and its first questions are answered.</summary>
    public bool Ready
    {
        get => _ready;
        set => _ready = value;
    }

    /// <summary>Components are up: the app may call, even while it is starting.</summary>
    public bool OutboundReady
    {
        get => _outboundReady;
        set => _outboundReady = value;
    }

    /// <summary>What <c>PUT /v1.0/metadata/{key}</c> has left here.</summary>
    public ConcurrentDictionary<string, string> Extended { get; } = new(StringComparer.Ordinal)
    {
        ["daprRuntimeVersion"] = Version,
    };

    /// <summary>Ends when <c>POST /v1.0/shutdown</c> was called.</summary>
    public TaskCompletionSource ShutdownRequested { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when a shutdown was called for that waits for nothing.</summary>
    public TaskCompletionSource KillRequested { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
