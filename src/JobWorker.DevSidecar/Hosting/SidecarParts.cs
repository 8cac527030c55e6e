using JobWorker.DevSidecar.Actors;
using JobWorker.DevSidecar.Actors.Placement;
using JobWorker.DevSidecar.Actors.Placement.Documents;
using JobWorker.DevSidecar.Actors.Placement.Routing;
using JobWorker.DevSidecar.Actors.Reminders;
using JobWorker.DevSidecar.Actors.Timers;
using JobWorker.DevSidecar.Api;
using JobWorker.DevSidecar.Api.Grpc;
using JobWorker.DevSidecar.Api.Http;
using JobWorker.DevSidecar.Api.Http.Actors;
using JobWorker.DevSidecar.Api.Http.Invocation;
using JobWorker.DevSidecar.Api.Http.State;
using JobWorker.DevSidecar.Api.Operations;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.App.Bindings;
using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Hosting.Faults;
using JobWorker.DevSidecar.Hosting.Flags;
using JobWorker.DevSidecar.Hosting.Reload;
using JobWorker.DevSidecar.Resources;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.Hosting;

/// <summary>Puts the parts of a sidecar together.</summary>
internal sealed class SidecarParts : IAsyncDisposable
{
    private readonly SidecarFlags _flags;
    private readonly ResourceSet _resources;
    private readonly MadeResources _made;
    private readonly ComponentRegistry _components;
    private readonly Surroundings _surroundings;
    private readonly ILogger _logger;
    private readonly Runners _runners;
    private readonly AppChannel _app;
    private readonly Subscriptions _subscriptions;
    private readonly InputBindings _bindings;
    private readonly ActorHost _actors;
    private readonly PlacementStores _stores;
    private readonly PeerCalls _peers;
    private readonly ActorRouter _router;
    private readonly ReminderSet _reminders;
    private readonly TimerSet _timers;
    private readonly AppInterview _interview;
    private readonly AppSupervisor _supervisor;

    private readonly FaultBoard? _faults;

    public SidecarParts(
        SidecarFlags flags, ResourceSet resources, MadeResources made, PlacementStores stores, Surroundings surroundings,
        FaultBoard? faults)
    {
        var components = made.Components;
        (_flags, _resources, _made, _components) = (flags, resources, made, components);
        (_stores, _surroundings, _faults) = (stores, surroundings, faults);
        var clock = surroundings.Clock;
        _logger = surroundings.Logs.CreateLogger("sidecar");
        _app = new AppChannel(flags, surroundings.Environment("APP_API_TOKEN"));
        _runners = new Runners(resources.Resiliency, clock, _logger);
        _bindings = new InputBindings(components, _runners, _app, flags.BindingProbeTimeout, clock, _logger);
        _subscriptions = new Subscriptions(components, _runners, _app, flags.AppId, clock, _logger);
        // Sidecars judge each other by real time, whatever clock the rest of this one goes by.
        var whereabouts = new Whereabouts(TimeProvider.System);
        _actors = new ActorHost(_app, whereabouts, _runners, clock, _logger)
        {
            Doubles = faults?.When(FaultKind.DoubleActivation),
        };
        _reminders = new ReminderSet(stores.Reminders, _actors, whereabouts, clock, _logger)
        {
            Drops = faults?.When(FaultKind.DropReminder),
        };
        var moves = new ActorMoves(_actors, _reminders, TimeProvider.System, _logger);
        Placement = new PlacementLoop(stores.Document, whereabouts, _actors, moves, TimeProvider.System, _logger);
        _peers = new PeerCalls(surroundings.Environment("DAPR_API_TOKEN"));
        _router = new ActorRouter(_actors, whereabouts, _peers);
        _timers = new TimerSet(_router, clock, _logger);
        _interview = new AppInterview(_app, flags.AppId, flags.DisabledInitEndpoints, _runners, _logger)
        {
            Declared = resources.Subscriptions,
        };
        Invocation = new InvocationParts(flags, _app, made.Endpoints, _runners, surroundings);
        _supervisor = new AppSupervisor(
            flags, _app, _interview, _subscriptions, _bindings, Placement, Status, clock, _logger);
    }

    public SidecarStatus Status { get; } = new();

    public InvocationParts Invocation { get; }

    public PlacementLoop Placement { get; }

    /// <summary>The API over both protocols.</summary>
    public SidecarApis Apis()
    {
        var (clock, appId) = (_surroundings.Clock, _flags.AppId);
        var space = _surroundings.Environment("NAMESPACE") ?? "";
        var stores = new StateStores(_components, _runners, appId, space);
        var operations = new SidecarOperations(
            new StateOperations(stores), new Publisher(_components, _runners, appId, clock),
            new OutputBindings(_components, _runners), new Locks(_components, _runners, appId, space),
            new SidecarFacts(_flags, _resources, _components, _subscriptions, _actors, Placement, Status));
        var token = new ApiToken(_surroundings.Environment("DAPR_API_TOKEN"));
        var (rules, logging) = (_resources.Configuration.Api, _resources.Configuration.ApiLogging);
        var calls = new ApiAccessLog(logging with { Enabled = _flags.ApiLogging ?? logging.Enabled }, clock, _logger);
        var gate = new ApiGate(token, rules, Invocation.Hop);
        return new SidecarApis(
            new ApiRouter(Groups(operations, stores), gate, _components, calls, _logger),
            new GrpcRouter(DaprService.MethodsOf(operations, rules), token, _components, _flags.MaxBodySize, clock, _logger));
    }

    /// <summary>Follows the app and the resource files, and ends idle actors, until <paramref name="cancel"/> fires.</summary>
    public Task RunAsync(CancellationToken cancel) =>
        Task.WhenAll(_supervisor.RunAsync(cancel), _actors.SweepAsync(cancel), ReloadAsync(cancel));

    /// <summary>Stops subscriptions and input bindings; after <paramref name="block"/>, or as soon as the app is gone, actors as well.</summary>
    public async Task RestAsync(TimeSpan block)
    {
        _logger.Stopping();
        await _supervisor.StopIntakeAsync();
        if (block > TimeSpan.Zero)
        {
            await WhileAppRemainsAsync(block);
        }

        await _supervisor.RestAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Placement.DisposeAsync();
        _timers.Dispose();
        _reminders.Dispose();
        _subscriptions.Dispose();
        _bindings.Dispose();
        Invocation.Dispose();
        _peers.Dispose();
        await _stores.DisposeAsync();
        await _components.DisposeAsync();
        _app.Dispose();
    }

    /// <summary>All routes, each group by the second segment of its paths.</summary>
    private Dictionary<string, IApi> Groups(SidecarOperations operations, StateStores stores)
    {
        var actorState = new ActorStateApi(_actors, stores, _flags.AppId, _resources.Features.Contains("ActorStateTTL"));
        var invocation = new ActorInvocation(new ActorCalls(_router, _runners));
        var peers = new PeerApi(_actors, _router, _peers);
        var reminders = new ReminderApi(_actors, peers, _reminders);
        var locks = new LockApi(operations.Locks);
        var groups = new Dictionary<string, IApi>
        {
            ["actors"] = new ActorsApi(invocation, peers, actorState, reminders, _timers),
            ["bindings"] = new BindingsApi(operations.Bindings),
            ["invoke"] = Invocation.Api(_logger),
            ["healthz"] = new HealthApi(Status, _flags.AppId),
            ["lock"] = locks,
            ["metadata"] = new MetadataApi(operations.Facts),
            ["publish"] = new PublishApi(operations.Publisher, new BulkPublisher(operations.Publisher, _runners)),
            ["secrets"] = new SecretsApi(_components, _runners, _resources.Configuration.SecretScopes),
            ["shutdown"] = new ShutdownApi(Status),
            ["state"] = new StateApi(operations.State),
            ["unlock"] = locks,
        };
        if (_faults is not null)
        {
            groups["faults"] = new FaultsApi(_faults);
        }

        foreach (var group in UnimplementedApi.Groups)
        {
            groups[group] = new UnimplementedApi();
        }

        return groups;
    }

    /// <summary>Feature <c>HotReload</c>, on unless a Configuration turns it off.</summary>
    private Task ReloadAsync(CancellationToken cancel) => _resources.Features.Contains("HotReload")
        ? new HotReload(_flags, _resources, _made, _interview, _supervisor, _surroundings).RunAsync(cancel)
        : Task.CompletedTask;

    private async Task WhileAppRemainsAsync(TimeSpan limit)
    {
        using var over = new CancellationTokenSource(limit, _surroundings.Clock);
        try
        {
            while (_flags.AppPort > 0 && await _app.TryOpenLineAsync(over.Token) is { } line)
            {
                using (line)
                {
                    await line.WaitForEndAsync(over.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over and the app still there: go on stopping.
        }
    }
}
