using Dapr.Client;
using Dapr.Client.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers <see cref="DaprClient"/>.</summary>
public static class DaprServiceCollectionExtensions
{
    /// <summary>Registers a client, unless there is one.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Changes what configuration and environment say.</param>
    /// <param name="lifetime">How long a client lives.</param>
    public static void AddDaprClient(
        this IServiceCollection services,
        Action<DaprClientBuilder>? configure = null,
        ServiceLifetime lifetime = ServiceLifetime.Singleton) =>
        services.AddDaprClient((_, builder) => configure?.Invoke(builder), lifetime);

    /// <summary>Registers a client that is built with the help of other services, unless there is one.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Changes what configuration and environment say.</param>
    /// <param name="lifetime">How long a client lives.</param>
    public static void AddDaprClient(
        this IServiceCollection services,
        Action<IServiceProvider, DaprClientBuilder> configure,
        ServiceLifetime lifetime = ServiceLifetime.Singleton)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAdd(new ServiceDescriptor(typeof(DaprClient), provider => Build(provider, configure), lifetime));
    }

    private static DaprClient Build(IServiceProvider provider, Action<IServiceProvider, DaprClientBuilder> configure)
    {
        var settings = provider.GetService<IConfiguration>();
        var builder = new DaprClientBuilder().UseHttpEndpoint(SidecarDefaults.HttpEndpoint(name => settings?[name]));
        if (SidecarDefaults.ApiToken(name => settings?[name]) is { } token)
        {
            builder.UseDaprApiToken(token);
        }

        configure(provider, builder);
        return builder.Build();
    }
}
