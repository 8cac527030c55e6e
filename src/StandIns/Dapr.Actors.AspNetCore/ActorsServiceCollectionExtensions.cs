using Dapr.Actors.AspNetCore;
using Dapr.Actors.Client;
using Dapr.Actors.Runtime;
using Dapr.Client.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers actors and what they need.</summary>
public static class ActorsServiceCollectionExtensions
{
    /// <summary>Registers the actor runtime and <see cref="IActorProxyFactory"/>, each unless there is one.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Says which actors, and how.</param>
    /// <param name="lifetime">How long the runtime and the factory live.</param>
    public static void AddActors(
        this IServiceCollection services,
        Action<ActorRuntimeOptions>? configure,
        ServiceLifetime lifetime = ServiceLifetime.Singleton)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddRouting();
        services.AddHealthChecks();
        services.AddLogging();
        services.TryAdd(new ServiceDescriptor(typeof(ActorActivatorFactory), typeof(ServicesActorActivatorFactory), lifetime));
        services.TryAdd(new ServiceDescriptor(typeof(IActorProxyFactory), Proxies, lifetime));
        services.TryAdd(new ServiceDescriptor(typeof(ActorRuntime), Runtime, lifetime));
        if (configure is not null)
        {
            services.Configure(configure);
        }
    }

    private static ActorProxyFactory Proxies(IServiceProvider services)
    {
        var options = OptionsOf(services);
        return new(new ActorProxyOptions
        {
            JsonSerializerOptions = options.JsonSerializerOptions,
            UseJsonSerialization = options.UseJsonSerialization,
            HttpEndpoint = options.HttpEndpoint!,
            DaprApiToken = options.DaprApiToken,
        });
    }

    private static ActorRuntime Runtime(IServiceProvider services)
    {
        var options = OptionsOf(services);
        return new(
            options,
            services.GetRequiredService<ILoggerFactory>(),
            services.GetRequiredService<ActorActivatorFactory>(),
            services.GetRequiredService<IActorProxyFactory>(),
            SidecarTimerManager.For(options.HttpEndpoint!, options.DaprApiToken));
    }

    private static ActorRuntimeOptions OptionsOf(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<ActorRuntimeOptions>>().Value;
        var settings = services.GetService<IConfiguration>();
        options.HttpEndpoint = string.IsNullOrWhiteSpace(options.HttpEndpoint)
            ? SidecarDefaults.HttpEndpoint(name => settings?[name])
            : options.HttpEndpoint;
        options.DaprApiToken = string.IsNullOrWhiteSpace(options.DaprApiToken)
            ? SidecarDefaults.ApiToken(name => settings?[name])
            : options.DaprApiToken;
        return options;
    }
}
