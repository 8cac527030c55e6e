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
using JobWorker.DevSidecar.Api.Http.State;
using JobWorker.DevSidecar.Api.Operations;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.App.Bindings;
using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Hosting.Flags;
using JobWorker.DevSidecar.Resources;

namespace JobWorker.DevSidecar.Hosting;

/// <summary>Puts the parts of a sidecar together.</summary>
internal sealed class SidecarParts : IAsyncDisposable
{
    private readonly SidecarFlags _flags;
    private readonly ResourceSet _resources;
    private readonly ComponentRegistry _components;
    private readonly Surroundings _surroundings;
    private readonly ILogger _logger;
    private readonly AppChannel _app;
    private readonly Subscriptions _subscriptions;
    private readonly InputBindings _bindings;
    private readonly ActorHost _actors;
    private readonly PlacementStores _stores;
    private readonly PeerCalls _peers;
    private readonly ActorRouter _router;
    private readonly ReminderSet _reminders;
    private readonly TimerSet _timers;
    private readonly AppSupervisor _supervisor;

    public SidecarParts(
        SidecarFlags flags, ResourceSet resources, ComponentRegistry components, PlacementStores stores,
        Surroundings surroundings)
    {
        (_flags, _resources, _components, _stores, _surroundings) = (flags, resources, components, stores, surroundings);
        var clock = surroundings.Clock;
        _logger = surroundings.Logs.CreateLogger("sidecar");
        _app = new AppChannel(flags, surroundings.Environment("APP_API_TOKEN"));
        _bindings = new InputBindings(components, resources.Resiliency, _app, clock, _logger);
        _subscriptions = new Subscriptions(components, resources.Resiliency, _app, flags.AppId, clock, _logger);
        // Sidecars judge each other by real time, whatever clock the rest of this one goes by.
        var whereabouts = new Whereabouts(TimeProvider.System);
        _actors = new ActorHost(_app, whereabouts, clock, _logger);
        _reminders = new ReminderSet(stores.Reminders, _actors, whereabouts, clock, _logger);
        var moves = new ActorMoves(_actors, _reminders, TimeProvider.System, _logger);
        Placement = new PlacementLoop(stores.Document, whereabouts, _actors, moves, TimeProvider.System, _logger);
        _peers = new PeerCalls(surroundings.Environment("DAPR_API_TOKEN"));
        _router = new ActorRouter(_actors, whereabouts, _peers);
        _timers = new TimerSet(_router, clock, _logger);
        var interview = new AppInterview(_app, flags.AppId, resources.Subscriptions, clock, _logger);
        _supervisor = new AppSupervisor(
            flags, _app, interview, _subscriptions, _bindings, Placement, Status, clock, _logger);
    }

    public SidecarStatus Status { get; } = new();

    public PlacementLoop Placement { get; }

    /// <summary>The API over both protocols.</summary>
    public SidecarApis Apis()
    {
        var (clock, policies, appId) = (_surroundings.Clock, _resources.Resiliency, _flags.AppId);
        var space = _surroundings.Environment("NAMESPACE") ?? "";
        var stores = new StateStores(_components, policies, appId, space);
        var operations = new SidecarOperations(
            new StateOperations(stores, clock), new Publisher(_components, policies, appId, clock),
            new OutputBindings(_components, policies, clock), new Locks(_components, appId, space),
            new SidecarFacts(_flags, _resources, _components, _subscriptions, _actors, Placement, Status));
        var token = new ApiToken(_surroundings.Environment("DAPR_API_TOKEN"));
        return new SidecarApis(
            new ApiRouter(Groups(operations, stores), token, _logger),
            new GrpcRouter(DaprService.MethodsOf(operations), token, _flags.MaxBodySize, clock, _logger));
    }

    /// <summary>Follows the app and ends idle actors until <paramref name="cancel"/> fires.</summary>
    public Task RunAsync(CancellationToken cancel) =>
        Task.WhenAll(_supervisor.RunAsync(cancel), _actors.SweepAsync(cancel));

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
        _peers.Dispose();
        await _stores.DisposeAsync();
        await _components.DisposeAsync();
        _app.Dispose();
    }

    /// <summary>All routes, each group by the second segment of its paths.</summary>
    private Dictionary<string, IApi> Groups(SidecarOperations operations, StateStores stores)
    {
        var actorState = new ActorStateApi(_actors, stores, _flags.AppId, _resources.Features.Contains("ActorStateTTL"));
        var invocation = new ActorInvocation(new ActorCalls(_router, _surroundings.Clock));
        var peers = new PeerApi(_actors, _router, _peers);
        var reminders = new ReminderApi(_actors, peers, _reminders);
        var locks = new LockApi(operations.Locks);
        var groups = new Dictionary<string, IApi>
        {
            ["actors"] = new ActorsApi(invocation, peers, actorState, reminders, _timers),
            ["bindings"] = new BindingsApi(operations.Bindings),
            ["healthz"] = new HealthApi(Status, _flags.AppId),
            ["lock"] = locks,
            ["metadata"] = new MetadataApi(operations.Facts),
            ["publish"] = new PublishApi(operations.Publisher),
            ["secrets"] = new SecretsApi(_components),
            ["shutdown"] = new ShutdownApi(Status),
            ["state"] = new StateApi(operations.State),
            ["unlock"] = locks,
        };
        foreach (var group in UnimplementedApi.Groups)
        {
            groups[group] = new UnimplementedApi();
        }

        return groups;
    }

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
