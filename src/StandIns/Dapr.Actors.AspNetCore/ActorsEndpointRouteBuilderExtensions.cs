using Dapr.Actors.AspNetCore;
using Dapr.Actors.Runtime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Lets the sidecar in to the actors.</summary>
public static class ActorsEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps what the sidecar calls: <c>/dapr/config</c>, methods, reminders, timers and deactivation under <c>/actors</c>, and a
    /// health check at <c>/healthz</c> that gives way to one of the app's own.
    /// </summary>
    /// <param name="endpoints">Where to.</param>
    /// <returns>Conventions added to it hold for all of them.</returns>
    /// <exception cref="InvalidOperationException">There are no actors: AddActors was not called.</exception>
    public static IEndpointConventionBuilder MapActorsHandlers(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var runtime = endpoints.ServiceProvider.GetRequiredService<ActorRuntime>();
        var handlers = new ActorEndpoints(runtime);
        return new AllConventions([
            Named(endpoints.MapGet("dapr/config", handlers.ConfigAsync), "config"),
            Named(endpoints.MapPut("actors/{type}/{id}/method/{name}", handlers.InvokeAsync), "method"),
            Named(endpoints.MapPut("actors/{type}/{id}/method/remind/{name}", handlers.RemindAsync), "reminder"),
            Named(endpoints.MapPut("actors/{type}/{id}/method/timer/{name}", handlers.TimeAsync), "timer"),
            Named(endpoints.MapDelete("actors/{type}/{id}", handlers.DeactivateAsync), "deactivation"),
            Named(MapHealth(endpoints), "health check"),
        ]);
    }

    private static IEndpointConventionBuilder MapHealth(IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapHealthChecks("/healthz").WithMetadata(new AllowAnonymousAttribute());
        health.Add(builder => ((RouteEndpointBuilder)builder).Order = 100);
        return health;
    }

    private static IEndpointConventionBuilder Named(IEndpointConventionBuilder endpoint, string name) =>
        endpoint.WithDisplayName($"Dapr actors: {name}");

    private sealed class AllConventions(IEndpointConventionBuilder[] endpoints) : IEndpointConventionBuilder
    {
        public void Add(Action<EndpointBuilder> convention) =>
            Array.ForEach(endpoints, endpoint => endpoint.Add(convention));

        public void Finally(Action<EndpointBuilder> finallyConvention) =>
            Array.ForEach(endpoints, endpoint => endpoint.Finally(finallyConvention));
    }
}
