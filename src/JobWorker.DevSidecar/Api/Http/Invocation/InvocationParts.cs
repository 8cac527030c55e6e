using JobWorker.DevSidecar.Api.Http.Invocation.Peers;
using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.Hosting;
using JobWorker.DevSidecar.Hosting.Flags;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.Api.Http.Invocation;

/// <summary>Puts the parts of service invocation together, and shows this sidecar to the others of the machine.</summary>
internal sealed class InvocationParts(
    SidecarFlags flags, AppChannel app, IReadOnlyDictionary<string, HttpEndpoint> endpoints, Runners runners,
    Surroundings surroundings) : IDisposable
{
    private readonly PeerDirectory _peers = new(flags.DataPath, surroundings.Clock);
    private readonly Outside _outside = new(useProxy: true);
    private readonly string _namespace = surroundings.Environment("NAMESPACE") is { Length: > 0 } given ? given : "default";
    private PeerCalls? _calls;
    private string? _file;

    public PeerHop Hop { get; } = new();

    /// <summary>The routes.</summary>
    public InvocationApi Api(ILogger logger)
    {
        var self = new InvocationSelf(flags.AppId, _namespace, flags.AppPort > 0);
        _calls = new PeerCalls(_peers, runners);
        var invoker = new Invoker(self, app, endpoints, _calls, _outside, Hop, new InvocationPolicies(runners, flags.MaxBodySize));
        return new InvocationApi(invoker, new AnswerRelay(flags.MaxBodySize), logger);
    }

    /// <summary>Lets other sidecars find this one.</summary>
    public void Register(Uri address) => _file = _peers.Add(Peer.Mine(flags.AppId, _namespace, address, Hop.Key));

    /// <summary>Calls in progress go on; new ones go elsewhere.</summary>
    public void Deregister()
    {
        if (Interlocked.Exchange(ref _file, null) is { } file)
        {
            PeerDirectory.Remove(file);
        }
    }

    public void Dispose()
    {
        _calls?.Dispose();
        _outside.Dispose();
    }
}
