using System.Text.Json;
using JobWorker.Testing.Emulators;
using JobWorker.Testing.Postgres;

namespace JobWorker.Testing.Worlds;

/// <summary>A state store of a world's own in place of the usual one, and the component file that leads there.</summary>
internal sealed class WorldStore : IAsyncDisposable
{
    /// <summary>The one that comes with the sidecar.</summary>
    public const string Embedded = "redis";

    public const string Sqlite = "sqlite";
    public const string Postgresql = "postgresql";

    /// <summary>Its protocol, by an emulator.</summary>
    public const string DynamoDb = "dynamodb";

    private const string Table = "jobworker";

    private readonly string _folder = Directory.CreateTempSubdirectory("jobworker-store-").FullName;
    private PostgresServer? _postgres;
    private Dynalite? _dynalite;

    private WorldStore()
    {
    }

    /// <summary>Component files that take the place of those every world has.</summary>
    public IReadOnlyDictionary<string, string> Files { get; private set; } = new Dictionary<string, string>();

    /// <summary>Why there can be no such store here; none when there can.</summary>
    public static string? MissingFor(string name) => name switch
    {
        Postgresql => PostgresServer.Missing,
        DynamoDb => EmulatorPackages.Missing,
        _ => null,
    };

    /// <exception cref="ArgumentException">There is no store of this name.</exception>
    public static async Task<WorldStore> StartAsync(string name)
    {
        var store = new WorldStore();
        store.Files = name switch
        {
            Embedded => store.Files,
            Sqlite => Component("state.sqlite", ("connectionString", Path.Combine(store._folder, "state.db"))),
            Postgresql => Component("state.postgresql", ("connectionString", await store.PostgresAsync())),
            DynamoDb => Component(
                "state.aws.dynamodb", ("endpoint", await store.DynaliteAsync()), ("table", Table), ("region", "eu-central-1"),
                ("accessKey", "AKID"), ("secretKey", "hush"), ("ttlAttributeName", "expiresAt")),
            _ => throw new ArgumentException($"{name} is none of {Embedded}, {Sqlite}, {Postgresql}, {DynamoDb}.", nameof(name)),
        };

        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await (_postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_dynalite?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> PostgresAsync()
    {
        _postgres = new PostgresServer();
        await _postgres.StartAsync();

        return _postgres.ConnectionString;
    }

    private async Task<string> DynaliteAsync()
    {
        _dynalite = new Dynalite();
        await _dynalite.StartAsync(Table);

        return _dynalite.Url;
    }

    private static Dictionary<string, string> Component(string type, params (string Name, string Value)[] fields) => new()
    {
        ["statestore.yaml"] = $$"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: statestore
            spec:
              type: {{type}}
              version: v1
              metadata:
                - {name: actorStateStore, value: "true"}
            {{string.Join('\n', fields.Select(Line))}}
            """,
    };

    private static string Line((string Name, string Value) field) =>
        $"    - {{name: {field.Name}, value: {JsonSerializer.Serialize(field.Value)}}}";
}
