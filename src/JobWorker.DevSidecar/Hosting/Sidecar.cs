using JobWorker.DevSidecar.Actors.Placement.Documents;
using JobWorker.DevSidecar.Actors.Placement.Routing;
using JobWorker.DevSidecar.Api.Http.Invocation;
using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Hosting.Faults;
using JobWorker.DevSidecar.Hosting.Flags;
using JobWorker.DevSidecar.Hosting.Reload;
using JobWorker.DevSidecar.Resources;
using JobWorker.DevSidecar.Run.Embedded;

namespace JobWorker.DevSidecar.Hosting;

/// <summary>A running sidecar.</summary>
internal sealed class Sidecar : IAsyncDisposable
{
    private readonly SidecarFlags _flags;
    private readonly SidecarParts _parts;
    private readonly SidecarServer _server;
    private readonly EmbeddedRedis? _embedded;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private Task? _stopping;

    private Sidecar(SidecarFlags flags, SidecarParts parts, SidecarServer server, EmbeddedRedis? embedded)
    {
        (_flags, _parts, _server, _embedded) = (flags, parts, server, embedded);
        _running = parts.RunAsync(_stop.Token);
    }

    /// <summary>Where the API is, such as <c>http://127.0.0.1:3500</c>.</summary>
    public Uri Address => new(_server.Addresses[0]);

    /// <summary>Where the gRPC API is.</summary>
    public Uri GrpcAddress => new(_server.Addresses[_flags.ListenAddresses.Count]);

    public SidecarStatus Status => _parts.Status;

    /// <summary>Makes components, then listens; the app is waited for meanwhile.</summary>
    /// <exception cref="ResourceException">A resource file cannot be used.</exception>
    /// <exception cref="PortInUseException">Somebody else listens at the port.</exception>
    public static async Task<Sidecar> StartAsync(SidecarFlags flags, Surroundings surroundings, CancellationToken cancel)
    {
        var logger = surroundings.Logs.CreateLogger("sidecar");
        var resources = ResourceLoader.Load(flags.ResourcesPaths, flags.ConfigPaths, flags.AppId);
        Warn(logger, flags, resources);
        var faults = FaultBoard.Of(flags, logger);
        if (faults is not null)
        {
            surroundings = surroundings with { Types = new FaultyComponents(faults, logger).Around(surroundings.Types) };
        }

        var embedded = flags is { Embedded: true, EmbeddedRedis: null }
            ? await EmbeddedRedis.StartAsync(flags.DataPath, 0, surroundings.Logs, surroundings.Clock, cancel)
            : null;
        SidecarParts? parts = null;
        PlacementStores? stores = null;
        try
        {
            var context = new ComponentContext(
                flags.AppId, flags.EmbeddedRedis ?? embedded?.Address, surroundings.Clock, surroundings.Logs);
            var values = new ValueResolver(flags.AppId, surroundings.Environment, surroundings.Clock);
            var maker = new ComponentMaker(surroundings.Types, values, context);
            var components = await ComponentRegistry.CreateAsync(resources.Components, maker, cancel);
            var made = new MadeResources(components, maker, HttpEndpoint.Resolve(resources.HttpEndpoints, values, components.All));
            stores = await PlacementStores.OpenAsync(flags, surroundings.Clock, logger, cancel);
            parts = new SidecarParts(flags, resources, made, stores, surroundings, faults);
            context.ReceiveErrors.TellTo(parts.Status.Extended);
            parts.Status.OutboundReady = true;
            var server = await SidecarServer.StartAsync(flags, parts.Apis(), cancel);
            parts.Invocation.Register(new Uri(server.Addresses[0]));
            parts.Placement.Start(PeerAddress.Of(server.Addresses[0], surroundings.Environment("DAPR_HOST_IP")));
            logger.Started(SidecarStatus.Version, flags.AppId, string.Join(", ", server.Addresses),
                string.Join(", ", components.All.Select(one => $"{one.Spec.Name} ({one.Spec.Type})")));
            return new Sidecar(flags, parts, server, embedded);
        }
        catch
        {
            await (parts is null && stores is not null ? stores.DisposeAsync() : ValueTask.CompletedTask);
            await DisposeAsync(parts, embedded);
            throw;
        }
    }

    /// <summary>Stops subscriptions, actors and the server, in this order, each in the graceful time.</summary>
    public Task StopAsync() => _stopping ??= StopOnceAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _server.DisposeAsync();
        await DisposeAsync(_parts, _embedded);
        _stop.Dispose();
    }

    private async Task StopOnceAsync()
    {
        _parts.Invocation.Deregister();
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _parts.RestAsync(_flags.BlockShutdown);
        await _server.StopAsync(_flags.GracefulShutdown);
    }

    private static async Task DisposeAsync(SidecarParts? parts, EmbeddedRedis? embedded)
    {
        if (parts is not null)
        {
            await parts.DisposeAsync();
        }

        if (embedded is not null)
        {
            await embedded.DisposeAsync();
        }
    }

    private static void Warn(ILogger logger, SidecarFlags flags, ResourceSet resources)
    {
        if (flags.Ignored.Count > 0)
        {
            logger.Warned($"Accepted without effect: {string.Join(", ", flags.Ignored)}");
        }

        if (flags.Unknown.Count > 0)
        {
            logger.Warned($"Unknown flags, passed over: {string.Join(", ", flags.Unknown)}");
        }

        foreach (var warning in resources.Warnings)
        {
            logger.Warned(warning);
        }
    }
}
