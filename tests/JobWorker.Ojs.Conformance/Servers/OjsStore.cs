using System.Text.Json;
using JobWorker.Testing.Postgres;

namespace JobWorker.Ojs.Conformance.Servers;

/// <summary>A state store of a server's own, and the component file that leads there.</summary>
internal sealed class OjsStore : IAsyncDisposable
{
    /// <summary>The one that comes with the sidecar.</summary>
    public const string Embedded = "redis";

    public const string Sqlite = "sqlite";
    public const string Postgresql = "postgresql";

    private readonly string _folder = Directory.CreateTempSubdirectory("ojs-store-").FullName;
    private PostgresServer? _postgres;

    private OjsStore()
    {
    }

    /// <summary>Component files that take the place of those every world has.</summary>
    public IReadOnlyDictionary<string, string> Files { get; private set; } = new Dictionary<string, string>();

    /// <summary>Why there can be no such store here; none when there can.</summary>
    public static string? MissingFor(string name) => name is Postgresql ? PostgresServer.Missing : null;

    /// <exception cref="ArgumentException">There is no store of this name.</exception>
    public static async Task<OjsStore> StartAsync(string name)
    {
        var store = new OjsStore();
        store.Files = name switch
        {
            Embedded => store.Files,
            Sqlite => Component("state.sqlite", Path.Combine(store._folder, "state.db")),
            Postgresql => Component("state.postgresql", await store.PostgresAsync()),
            _ => throw new ArgumentException($"{name} is none of {Embedded}, {Sqlite}, {Postgresql}.", nameof(name)),
        };

        return store;
    }

    public async ValueTask DisposeAsync()
    {
        await (_postgres?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> PostgresAsync()
    {
        _postgres = new PostgresServer();
        await _postgres.StartAsync();

        return _postgres.ConnectionString;
    }

    private static Dictionary<string, string> Component(string type, string connection) => new()
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
                - name: connectionString
                  value: {{JsonSerializer.Serialize(connection)}}
                - name: actorStateStore
                  value: "true"
            """,
    };
}
