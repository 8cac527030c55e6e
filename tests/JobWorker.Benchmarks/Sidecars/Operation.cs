using JobWorker.Benchmarks.Sidecars.Load;
using JobWorker.Benchmarks.Sidecars.Scene;

namespace JobWorker.Benchmarks.Sidecars;

/// <summary>Something a sidecar does for an app, and the same without it.</summary>
/// <param name="Name">As <c>--of</c> names it.</param>
/// <param name="Direct">Past the sidecar.</param>
/// <param name="Through">By way of a sidecar.</param>
internal sealed record Operation(string Name, Target Direct, Func<Side, Target> Through)
{
    private const string Stream = "published";
    private static readonly string Data = SeenMessages.Data(1);

    public static IReadOnlyList<Operation> All(SidecarScene scene)
    {
        var (redis, app) = (scene.Redis.Port, scene.Sides[0].AppPort);
        Seed(scene);

        return
        [
            new("get", Redis(redis, i => ["HMGET", Key(i), "data", "version"]),
                Http(side => side.Port, "GET", i => $"/v1.0/state/state/key-{i}")),
            new("set", Redis(redis, i => ["HSET", Key(i), "data", Data]),
                Http(side => side.Port, "POST", _ => "/v1.0/state/state", i => $$"""[{"key":"key-{{i}}","value":{{Data}}}]""")),
            new("publish", Redis(redis, _ => ["XADD", Stream, "MAXLEN", "~", $"{Brokers.StreamLength}", "*", "data", Data]),
                Http(side => side.Port, "POST", _ => $"/v1.0/publish/{NoopApp.PubSub}/{Stream}", _ => Data)),
            new("actor", Http(_ => app, "PUT", i => $"/actors/{NoopApp.ActorType}/{i}/method/work", _ => Data)(scene.Sides[0]),
                Http(side => side.Port, "PUT", i => $"/v1.0/actors/{NoopApp.ActorType}/{i}/method/work", _ => Data)),
            new("binding", Http(_ => app, "POST", _ => "/noop", _ => Data)(scene.Sides[0]),
                Http(side => side.Port, "POST", _ => "/v1.0/bindings/noop", _ => $$"""{"operation":"create","data":{{Data}}}""")),
        ];
    }

    /// <summary>Gives every connection a key to read.</summary>
    private static void Seed(SidecarScene scene)
    {
        using var redis = scene.Redis.Connect();
        foreach (var (name, i) in scene.Sides.SelectMany(side => Enumerable.Range(0, 1000).Select(i => (side.Name, i))))
        {
            redis.Call("HSET", $"{name}||key-{i}", "data", Data, "version", "1");
        }
    }

    /// <summary>The key a sidecar makes of a connection's.</summary>
    private static string Key(int connection) => $"sidecar||key-{connection}";

    private static Target Redis(int port, Func<int, string[]> command) =>
        new(port, connection => Requests.Redis(command(connection)), Answers.Redis);

    private static Func<Side, Target> Http(
        Func<Side, int> port, string method, Func<int, string> path, Func<int, string>? body = null) =>
        side => new(port(side), connection => Requests.Http(method, path(connection), body?.Invoke(connection)), Answers.Http);
}
