using JobWorker.DevSidecar.Actors;
using JobWorker.DevSidecar.Api.Http.State;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Api.Http.Actors;

/// <summary>The state of actors, in the store whose component says <c>actorStateStore: "true"</c>.</summary>
/// <param name="host">Knows which actors are active.</param>
/// <param name="stores">Has the store.</param>
/// <param name="appId">Begins every key.</param>
/// <param name="ttlAllowed">The feature <c>ActorStateTTL</c> is on; without it a time to live fails the transaction.</param>
internal sealed class ActorStateApi(ActorHost host, StateStores stores, string appId, bool ttlAllowed)
{
    public async Task GetAsync(ApiCall call, ActorKey actor, string key)
    {
        var store = Store();
        CheckActive(actor);
        if (await FindAsync(store, Key(actor, key), call.Cancel) is not { } item)
        {
            await call.NoContent();
            return;
        }

        if (item.ExpiresAt is { } end)
        {
            call.Http.Response.Headers["metadata.ttlExpireTime"] = Envelope.Rfc3339(end);
        }

        await call.JsonAsync(item.Value);
    }

    public async Task TransactAsync(ApiCall call, ActorKey actor)
    {
        var store = Store();
        CheckActive(actor);
        var operations = StateBodies.ReadOperations(await call.ReadBodyAsync(), key => Key(actor, key));
        if (!ttlAllowed && operations.Any(operation => operation is StateSet { TtlInSeconds: not null }))
        {
            throw Failed("ttlInSeconds needs the feature ActorStateTTL in a Configuration");
        }

        try
        {
            await store.Runner.RunAsync(async token =>
            {
                await store.Store.TransactAsync(operations, token);
                return true;
            }, call.Cancel);
        }
        catch (Exception e) when (!call.Cancel.IsCancellationRequested)
        {
            throw Failed(e.Message, e);
        }

        await call.NoContent();
    }

    private static async Task<StateItem?> FindAsync(KeyedStore store, string key, CancellationToken cancel)
    {
        try
        {
            return await store.Runner.RunAsync(token => store.Store.GetAsync(key, token), cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            throw new ApiException(StatusCodes.Status500InternalServerError, "ERR_ACTOR_STATE_GET",
                $"error getting actor state: {e.Message}", e);
        }
    }

    private KeyedStore Store() => stores.Actors ?? throw new ApiException(
        StatusCodes.Status500InternalServerError, "ERR_ACTOR_RUNTIME_NOT_FOUND",
        "the state store is not configured to use the actor runtime: no component has actorStateStore \"true\"");

    private void CheckActive(ActorKey actor)
    {
        if (!host.IsActive(actor))
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "ERR_ACTOR_INSTANCE_MISSING", "actor instance is missing");
        }
    }

    private string Key(ActorKey actor, string key) =>
        string.Join(KeyPrefix.Separator, appId, actor.Type, actor.Id, key);

    private static ApiException Failed(string reason, Exception? inner = null) =>
        new(StatusCodes.Status500InternalServerError, "ERR_ACTOR_STATE_TRANSACTION_SAVE",
            $"error saving actor transaction state: {reason}", inner);
}
