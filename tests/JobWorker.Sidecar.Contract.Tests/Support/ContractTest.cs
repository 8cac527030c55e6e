using JobWorker.Testing.Redis;

namespace JobWorker.Sidecar.Contract.Tests.Support;

/// <summary>What the statements of one section share: the sidecar, the app, and a mark that is new for every test.</summary>
public abstract class ContractTest : IAsyncLifetime
{
    private World _world = null!;

    private protected string Id { get; } = Mark.New();

    private protected Api Sidecar => _world.Api;

    private protected ContractApp App => _world.App;

    public async Task InitializeAsync() => _world = await World.GetAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    /// <summary>A look into the sidecar's Redis.</summary>
    private protected RedisConnection Redis()
    {
        Skip.If(_world.RedisPort is null, World.ExternalAddress is null ? RedisServer.Missing : "CONTRACT_REDIS_HOST is not set");

        return new RedisConnection(_world.RedisPort!.Value);
    }

    /// <summary>Publishes <c>{"mark":…}</c>.</summary>
    private protected Task<Answer> PublishAsync(string topic, string query = "", string pubsub = "messages") =>
        Sidecar.PostAsync($"/v1.0/publish/{pubsub}/{topic}{query}", Event());

    private protected string Event() => $$"""{"mark":"{{Id}}"}""";
}
