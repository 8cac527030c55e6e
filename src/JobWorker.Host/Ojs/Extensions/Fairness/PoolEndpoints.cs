using System.Collections.Immutable;
using System.Text.Json;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Fairness;

/// <summary>Pools as operators see them. OJS fair scheduling.</summary>
internal static class PoolEndpoints
{
    private const int MostPools = 100;
    private const int MostWeight = 1_000_000;

    public static void MapPools(this RouteGroupBuilder admin)
    {
        admin.MapGet("/pools", async (Pools pools, CancellationToken cancel) =>
        {
            var all = (await pools.ReadAsync(cancel)).Pools;

            return Writing.Ok(json => json.Objects("pools", all.Values, pool => Write(json, pool)));
        });
        admin.MapGet("/pools/{name}", async (string name, Pools pools, CancellationToken cancel) =>
            Told((await pools.ReadAsync(cancel)).Pools.GetValueOrDefault(name), 200));
        admin.MapPut("/pools/{name}", PutAsync);
        admin.MapDelete("/pools/{name}", DeleteAsync);
    }

    private static async Task<IResult> PutAsync(string name, HttpRequest request, Pools pools, CancellationToken cancel)
    {
        var body = await Fields.OfAsync(request);
        if (body.Text("strategy") is not (null or "weighted"))
        {
            return OjsError.Unsupported("A pool is weighted; without one a fetch keeps to the order it names.");
        }

        var weights = Weights(body);
        if (body.Wrong is { } wrong)
        {
            return wrong;
        }

        var isNew = false;
        var now = await pools.UpdateAsync(all =>
        {
            isNew = !all.Pools.ContainsKey(name);

            return all.Pools.Count >= MostPools && isNew
                ? all
                : new PoolDocument { Pools = all.Pools.SetItem(name, new Pool(name, weights)) };
        }, cancel);

        return now.Pools.TryGetValue(name, out var pool)
            ? Told(pool, isNew ? 201 : 200)
            : OjsError.Unsupported($"There are {MostPools} pools, which is the most.");
    }

    private static ImmutableSortedDictionary<string, int> Weights(Fields body)
    {
        var queues = body.Object("queues");
        var weights = ImmutableSortedDictionary.CreateBuilder<string, int>();
        foreach (var name in queues.Body.EnumerateObject().Select(member => member.Name))
        {
            var queue = queues.Object(name);
            var weight = queue.Whole("weight", 1, MostWeight) ?? 1;
            body.Take(queue);
            if (!QueueNames.IsValid(name))
            {
                body.Complain<string>("queues", "must have names of queues");
            }

            weights[name] = weight;
        }

        body.Take(queues);
        if (weights.Count < 1)
        {
            body.Complain<string>("queues", "is required: queues and their weights");
        }

        return weights.ToImmutable();
    }

    private static async Task<IResult> DeleteAsync(string name, Pools pools, CancellationToken cancel)
    {
        var was = false;
        await pools.UpdateAsync(all =>
        {
            was = all.Pools.ContainsKey(name);

            return was ? new PoolDocument { Pools = all.Pools.Remove(name) } : all;
        }, cancel);

        return was ? Results.NoContent() : OjsError.NotFound($"There is no pool {name}.");
    }

    private static IResult Told(Pool? pool, int status) => pool is null
        ? OjsError.NotFound("There is no such pool.")
        : new OjsResult(status, json =>
        {
            json.WriteStartObject("pool");
            Write(json, pool);
            json.WriteEndObject();
        });

    private static void Write(Utf8JsonWriter json, Pool pool)
    {
        json.WriteString("name", pool.Name);
        json.WriteString("strategy", "weighted");
        json.WriteStartObject("queues");
        foreach (var (queue, weight) in pool.Weights)
        {
            json.WriteStartObject(queue);
            json.WriteNumber("weight", weight);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
