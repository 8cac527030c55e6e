using Dapr;
using Dapr.Client;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Cluster;
using JobWorker.Host.Cluster.Access;
using JobWorker.Host.Intake;
using JobWorker.Host.Jobs.Events;
using JobWorker.Host.Journals;
using JobWorker.Host.Leadership;
using JobWorker.Host.Ojs.Transport;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Hosting;

/// <summary>Whether this process can do its part now: real calls through the sidecar, and what the watches say.</summary>
/// <remarks>
/// A follower that could take over is ready: standing by is its part. Whether messages can be received, Dapr's API does not
/// tell; a sidecar that tells nevertheless is believed.
/// </remarks>
internal sealed class Readiness(
    DaprClient dapr,
    IStateSlots slots,
    ClusterState cluster,
    AccessCheck access,
    LeaderRole role,
    IOptions<LeadershipOptions> leadership,
    IOptions<IntakeOptions> intake,
    IOptions<JournalOptions> journal,
    IOptions<CallbackOptions> callbacks,
    IOptions<EventOptions> events,
    IOptions<TransportOptions> transport,
    DeadLetters deadLetters,
    IConfiguration configuration)
{
    private const string Fine = "ok";
    private const string Untold = "not told by this sidecar";

    /// <summary>Set by the development sidecar: empty, or what cannot receive and why.</summary>
    private const string ReceiveErrors = "receiveErrors";

    private const string ProbeKey = "readiness~probe";
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    public async Task<ReadinessReport> CheckAsync(CancellationToken cancel)
    {
        var components = ProbeAsync(ComponentsAsync, cancel);
        var queue = ProbeAsync(QueueAsync, cancel);
        var store = ProbeAsync(StateStoreAsync, cancel);

        var troubles = new Dictionary<string, string>
        {
            ["components"] = await components,
            ["queue"] = await queue,
            ["deadLetters"] = deadLetters.Trouble ?? Fine,
            ["stateStore"] = await store,
            ["kubernetes"] = cluster.Trouble ?? Fine,
            ["access"] = access.Trouble ?? Fine,
            ["leadership"] = role.Trouble ?? Fine,
        };
        var ready = troubles.Values.All(t => t is Fine or Untold);
        if (!cluster.IsWatched && !role.Leads)
        {
            troubles["kubernetes"] = "watched by the leader";
        }

        troubles["leadership"] = role.Trouble ?? role.Name;

        return new ReadinessReport(ready, troubles);
    }

    private async Task<string> StateStoreAsync(CancellationToken cancel)
    {
        await slots.GetAsync(ProbeKey, cancel);

        return Fine;
    }

    private async Task<string> QueueAsync(CancellationToken cancel) =>
        (await dapr.GetMetadataAsync(cancel)).Extended.TryGetValue(ReceiveErrors, out var errors)
            ? errors is "" ? Fine : errors
            : Untold;

    /// <summary>
    /// The components the settings name must be loaded, and some queue of kind <c>QUEUE_TYPE</c>, where that is set.
    /// </summary>
    private async Task<string> ComponentsAsync(CancellationToken cancel)
    {
        var loaded = (await dapr.GetMetadataAsync(cancel)).Components.ToDictionary(c => c.Name, c => c.Type);
        var needed = Needed().Distinct().ToList();
        if (needed.Where(one => !loaded.ContainsKey(one.Name)).Select(one => one.Name).Distinct().ToList() is { Count: > 0 } missing)
        {
            return $"The sidecar has not loaded {string.Join(", ", missing)}.";
        }

        if (needed.Find(one => !loaded[one.Name].StartsWith(one.Kind, StringComparison.Ordinal)) is { Name: { } wrong, Kind: var fitting })
        {
            return $"{wrong} is {loaded[wrong]}, but the settings need one of {fitting}*.";
        }

        var (pubSub, dead) = (intake.Value.PubSub, intake.Value.DeadLetterComponent);
        if (!ComponentKind.IsPubSub(loaded[dead]) && !ComponentKind.IsBinding(loaded[dead]))
        {
            return $"Intake:DeadLetterComponent is {dead}, but that is {loaded[dead]}, neither pub/sub nor binding.";
        }

        return configuration["QUEUE_TYPE"] is { Length: > 0 } kind && !loaded.Values.Any(type => IsQueue(type, kind))
            ? $"QUEUE_TYPE is {kind}, but {pubSub} is {loaded[pubSub]} and no input binding is of that kind."
            : Fine;
    }

    /// <summary>Each component by name, and how its type must begin.</summary>
    private IEnumerable<(string Name, string Kind)> Needed() =>
    [
        (intake.Value.PubSub, ComponentKind.PubSub),
        (intake.Value.DeadLetterComponent, ""),
        (journal.Value.StateStore, ComponentKind.StateStore),
        .. callbacks.Value.Bindings.Select(name => (name, ComponentKind.Binding)),
        .. callbacks.Value.SecretStores.Select(name => (name, ComponentKind.SecretStore)),
        .. leadership.Value.Mode is LeadershipMode.None
            ? Array.Empty<(string, string)>()
            : [(leadership.Value.LockStore, ComponentKind.LockStore)],
        .. events.Value.IsOn ? [(events.Value.PubSub!, ComponentKind.PubSub)] : Array.Empty<(string, string)>(),
        .. transport.Value.TellsEvents ? [(transport.Value.EventsPubSub!, ComponentKind.PubSub)] : Array.Empty<(string, string)>(),
        .. transport.Value.Push.Select(push =>
            push.Binding is { Length: > 0 } binding ? (binding, ComponentKind.Binding) : (push.PubSub!, ComponentKind.PubSub)),
    ];

    /// <summary>Messages come from a pub/sub component, or from input bindings beside it.</summary>
    private static bool IsQueue(string type, string kind) =>
        (ComponentKind.IsPubSub(type) || ComponentKind.IsBinding(type))
        && type.Contains(kind, StringComparison.OrdinalIgnoreCase);

    private static async Task<string> ProbeAsync(Func<CancellationToken, Task<string>> probe, CancellationToken cancel)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timer.CancelAfter(ProbeTimeout);
        try
        {
            return await probe(timer.Token);
        }
        catch (Exception e) when (e is JournalUnavailableException or DaprException or HttpRequestException)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"The sidecar did not answer within {ProbeTimeout.TotalSeconds} s.";
        }
    }
}

/// <summary>What a check of readiness found.</summary>
/// <param name="Ready">Whether nothing is wrong.</param>
/// <param name="Checks">Each thing this process needs, with <c>ok</c>, a role, or what is wrong with it.</param>
internal sealed record ReadinessReport(bool Ready, IReadOnlyDictionary<string, string> Checks);
