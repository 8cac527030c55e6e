using System.Globalization;
using Dapr.Client;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Testing;
using JobWorker.Testing.Redis;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Journals;

/// <summary>A development sidecar, as a process, with one state store.</summary>
public abstract class StateSidecar : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jobworker-").FullName;
    private readonly int _port = Ports.Free();
    private readonly HttpClient _http = new();
    private ServerProcess? _sidecar;
    private DaprClient? _dapr;

    /// <summary>The store as the service reaches it.</summary>
    private protected IManySlots Slots => new SidecarSlots(_dapr!, Options.Create(new JournalOptions()));

    /// <summary>The same as queues reach it.</summary>
    internal IQueueStore Queues => new SidecarQueueStore(_dapr!, Slots, Options.Create(new JournalOptions()));

    /// <summary>Says why the store cannot be had; none when it can.</summary>
    private protected virtual string? Missing => null;

    public virtual async Task InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        var components = Directory.CreateDirectory(Path.Combine(_folder, "components")).FullName;
        await File.WriteAllTextAsync(Path.Combine(components, "statestore.yaml"), await ComponentAsync(_folder));
        _sidecar = ServerProcess.Start(
            "sidecar", _folder, new Dictionary<string, string?> { ["DAPR_API_TOKEN"] = null }, "dotnet",
            Repository.Program("JobWorker.DevSidecar"), "--app-id", "journal", "--resources-path", components,
            "--dapr-http-port", _port.ToString(CultureInfo.InvariantCulture), "--data-path", _folder, "--log-level", "warn");
        var url = $"http://127.0.0.1:{_port}";
        await Until.IsAsync("the sidecar to answer", TimeSpan.FromSeconds(30), () => HealthAsync(url), () => _sidecar.Output);
        _dapr = new DaprClientBuilder().UseHttpEndpoint(url).Build();
    }

    public virtual async Task DisposeAsync()
    {
        _dapr?.Dispose();
        _http.Dispose();
        if (_sidecar is not null)
        {
            await _sidecar.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The component's YAML.</summary>
    private protected abstract Task<string> ComponentAsync(string folder);

    private protected static string Component(string type, params IEnumerable<(string Name, string Value)> settings) => $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {"{"}name: statestore{"}"}
        spec:
          type: {type}
          version: v1
          metadata:
        {string.Join('\n', settings.Select(s => $"  - {{name: {s.Name}, value: '{s.Value.Replace("'", "''")}'}}"))}
        """;

    private async Task<object?> HealthAsync(string url)
    {
        using var response = await _http.GetAsync($"{url}/v1.0/healthz/outbound");

        return response.IsSuccessStatusCode ? url : null;
    }
}

/// <summary>The sidecar over a SQLite file.</summary>
public sealed class SqliteSidecar : StateSidecar
{
    private protected override Task<string> ComponentAsync(string folder) =>
        Task.FromResult(Component("state.sqlite", ("connectionString", Path.Combine(folder, "state.db"))));

    internal IManySlots Store => Slots;
}

/// <summary>The sidecar over a redis-server of its own.</summary>
public sealed class RedisSidecar : StateSidecar
{
    private RedisServer? _redis;

    private protected override string? Missing => RedisServer.IsInstalled ? null : RedisServer.Missing;

    internal IManySlots Store => Slots;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
    }

    private protected override async Task<string> ComponentAsync(string folder)
    {
        _redis = new RedisServer(Path.Combine(folder, "redis"), Ports.Free());
        await _redis.StartAsync();

        return Component("state.redis", ("redisHost", $"127.0.0.1:{_redis.Port}"));
    }
}
