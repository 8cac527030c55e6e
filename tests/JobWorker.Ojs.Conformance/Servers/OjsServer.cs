using System.Text.Json.Nodes;
using JobWorker.Ojs.Conformance.Matching;
using JobWorker.Ojs.Conformance.Running;

namespace JobWorker.Ojs.Conformance.Servers;

/// <summary>The real worker behind the development sidecar with its embedded store, on ports of its own.</summary>
/// <remarks>
/// It has no cluster: nothing of the core needs one. <c>JOBWORKER_TEST_OJS_STORE</c> (<c>redis</c>, <c>sqlite</c>,
/// <c>postgresql</c>, <c>dynamodb</c>) says which state store every level is asked over;
/// default the embedded one, which speaks Redis' protocol.
/// </remarks>
public abstract class OjsServer : IAsyncLifetime
{
    private const string Variable = "JOBWORKER_TEST_OJS_STORE";
    private const string FirstJob = """{"type":"first.job","args":[]}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>All levels begin at once; more than two worlds starting together would tire each other's patience.</summary>
    private static readonly SemaphoreSlim Starting = new(2);

    private WorldStore? _store;
    private World? _world;
    private Caller? _caller;

    /// <summary>Why there is nothing to test, which is what a test says that is skipped; none when there is.</summary>
    internal string? Missing { get; private set; }

    /// <summary>Extensions the manifest claims.</summary>
    internal IReadOnlyList<string> Extensions { get; private set; } = [];

    /// <summary>The state store: <c>redis</c>, <c>sqlite</c>, <c>postgresql</c> or <c>dynamodb</c>.</summary>
    private protected virtual string Store =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : WorldStore.Embedded;

    internal Caller Caller => _caller ?? throw new InvalidOperationException("The server was not started.");

    public async Task InitializeAsync()
    {
        await Starting.WaitAsync();
        try
        {
            await StartAsync();
        }
        finally
        {
            Starting.Release();
        }
    }

    private async Task StartAsync()
    {
        if ((Missing = WorldStore.MissingFor(Store)) is not null)
        {
            return;
        }

        _store = await WorldStore.StartAsync(Store);
        _world = await World.StartAsync(new WorldOptions
        {
            StartCluster = false,
            Worker = new Dictionary<string, string?> { ["Ojs__AllowReset"] = "true" },
            ComponentFiles = _store.Files,
        });
        _caller = new Caller($"http://127.0.0.1:{_world.Replicas[0].PublicPort}");
        var manifest = await Caller.SendAsync("GET", "/ojs/manifest", new Dictionary<string, string>(), null);
        Extensions = [.. (manifest.Body?["extensions"] as JsonArray ?? []).Select(Texts.Plain)];
        if (manifest.Status == 404)
        {
            Missing = "the worker that was built serves no /ojs/v1";
            return;
        }

        await _world.WaitAsync("the server to take a reset", Patience, async () => await TryResetAsync() is null ? this : null);

        // The first job also waits for the sidecar to give queues a place; cases that count in seconds must not.
        await _world.WaitAsync("the server to take a job", Patience, async () =>
            (await Caller.SendAsync("POST", "/ojs/v1/jobs", new Dictionary<string, string>(), FirstJob)).Status == 201 ? this : null);
        await ResetAsync();
    }

    /// <summary>Forgets everything.</summary>
    internal async Task ResetAsync() => Assert.Null(await TryResetAsync());

    /// <summary>What the processes have said.</summary>
    internal string Output => $"{_world!.Worker!.Output}\n{_world.Sidecar!.Output}";

    public async Task DisposeAsync()
    {
        _caller?.Dispose();
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }

        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    /// <summary>Why the server did not reset itself; none when it did.</summary>
    private async Task<string?> TryResetAsync()
    {
        var answer = await Caller.SendAsync("POST", "/ojs/v1/admin/reset", new Dictionary<string, string>(), "{}");

        return answer.Status is >= 200 and < 300 ? null : $"reset: {answer.Status} {answer.Raw}";
    }
}
