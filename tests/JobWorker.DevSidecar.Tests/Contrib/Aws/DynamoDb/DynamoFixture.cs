using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Aws.DynamoDb;
using JobWorker.Testing.Emulators;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Contrib.Aws.DynamoDb;

/// <summary>A dynalite for the tests of one class, with transactions in front of it.</summary>
public sealed class DynamoFixture : IAsyncLifetime
{
    internal const string Table = "jobs";

    private readonly Dynalite _server = new();
    private Transactions? _transactions;

    public async Task InitializeAsync()
    {
        if (EmulatorPackages.Missing is null)
        {
            await _server.StartAsync(Table);
            _transactions = await Transactions.StartAsync(_server);
        }
    }

    public async Task DisposeAsync()
    {
        await (_transactions?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
    }

    internal Dynalite Server
    {
        get
        {
            Skip.If(EmulatorPackages.Missing is not null, EmulatorPackages.Missing);
            return _server;
        }
    }

    internal Transactions InFront => Server is not null ? _transactions! : throw new InvalidOperationException();

    internal Task<IStateStore> OpenAsync(TimeProvider clock, params (string Name, string Value)[] fields) =>
        CreateAsync(clock, [("endpoint", InFront.Url), .. fields]);

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
