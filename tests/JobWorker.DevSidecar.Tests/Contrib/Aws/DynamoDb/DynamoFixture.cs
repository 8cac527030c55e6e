using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Aws.DynamoDb;
using JobWorker.Testing.Emulators;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Contrib.Aws.DynamoDb;

/// <summary>A dynalite for the tests of one class.</summary>
public sealed class DynamoFixture : IAsyncLifetime
{
    internal const string Table = "jobs";

    private readonly Dynalite _server = new();

    public async Task InitializeAsync()
    {
        if (EmulatorPackages.Missing is null)
        {
            await _server.StartAsync(Table);
        }
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    internal Dynalite Server
    {
        get
        {
            Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);
            return _server;
        }
    }

    internal Task<IStateStore> OpenAsync(TimeProvider clock, params (string Name, string Value)[] fields) =>
        CreateAsync(clock, [("endpoint", Server.Url), .. fields]);

    internal static async Task<IStateStore> CreateAsync(TimeProvider clock, params (string Name, string Value)[] fields)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["table"] = Table,
            ["region"] = "eu-central-1",
            ["accessKey"] = "AKID",
            ["secretKey"] = "hush",
            ["ttlAttributeName"] = "expiresAt",
        };
        foreach (var (name, value) in fields)
        {
            metadata[name] = value;
        }

        var spec = new ComponentSpec("state", "state.aws.dynamodb", "v1", metadata, "state.yaml:1");
        return (IStateStore)await DynamoStateStore.CreateAsync(
            spec, new ComponentContext("app", EmbeddedRedis: null, clock, NullLoggerFactory.Instance), default);
    }
}
