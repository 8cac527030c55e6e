using Dapr.Actors.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Dapr.Actors.AspNetCore;

/// <summary>Makes actors whose constructors take services, each from a scope that lives as long as the actor.</summary>
/// <param name="services">The app's services.</param>
/// <param name="type">The actor type.</param>
internal sealed class ServicesActorActivator(IServiceProvider services, ActorTypeInformation type) : ActorActivator
{
    private readonly ObjectFactory _make = ActivatorUtilities.CreateFactory(type.ImplementationType, [typeof(ActorHost)]);

    public override async Task<ActorActivatorState> CreateAsync(ActorHost host)
    {
        var scope = services.CreateAsyncScope();
        try
        {
            return new Scoped((Actor)_make(scope.ServiceProvider, [host]), scope);
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }

    public override async Task DeleteAsync(ActorActivatorState state)
    {
        await using var scope = ((Scoped)state).Scope;
        if (state.Actor is IAsyncDisposable slow)
        {
            await slow.DisposeAsync();
        }
        else
        {
            (state.Actor as IDisposable)?.Dispose();
        }
    }

    private sealed class Scoped(Actor actor, AsyncServiceScope scope) : ActorActivatorState(actor)
    {
        public AsyncServiceScope Scope { get; } = scope;
    }
}

/// <summary>Makes one <see cref="ServicesActorActivator"/> a type.</summary>
/// <param name="services">The app's services.</param>
internal sealed class ServicesActorActivatorFactory(IServiceProvider services) : ActorActivatorFactory
{
    public override ActorActivator CreateActivator(ActorTypeInformation type) => new ServicesActorActivator(services, type);
}
