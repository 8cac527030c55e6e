using System.Globalization;
using System.Text.Json.Nodes;

namespace JobWorker.Benchmarks.Sidecars.Scene;

/// <summary>A sidecar to be measured.</summary>
/// <param name="Name">Its app-id, consumer id, topic and queue as well.</param>
/// <param name="Program">The binary.</param>
/// <param name="Environment">Added to its variables.</param>
internal sealed record SidePlan(string Name, string Program, IReadOnlyDictionary<string, string?> Environment)
{
    /// <summary>The sidecar built with this program and, where the options name one, another to compare it with.</summary>
    public static IReadOnlyList<SidePlan> Of(BenchmarkOptions options)
    {
        var own = new SidePlan("sidecar", Repository.Program("JobWorker.DevSidecar"), new Dictionary<string, string?>());
        if (options is { Against: null, AgainstSet.Count: 0 })
        {
            return [own];
        }

        return [own, new("against", options.Against ?? own.Program, options.AgainstSet)];
    }
}

/// <summary>A sidecar with a no-op app of its own, as processes.</summary>
internal sealed class Side : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(10) };

    private Side(string name, ServerProcess app, int appPort, ServerProcess sidecar, int port) =>
        (Name, App, AppPort, Sidecar, Port) = (name, app, appPort, sidecar, port);

    public string Name { get; }

    public ServerProcess App { get; }

    public int AppPort { get; }

    public ServerProcess Sidecar { get; }

    /// <summary>Of the sidecar's HTTP API.</summary>
    public int Port { get; }

    /// <summary>Starts both and returns when the app's subscriptions are at work.</summary>
    /// <param name="plan">Which sidecar.</param>
    /// <param name="folder">For its files.</param>
    /// <param name="components">The component files' text, by the app's port.</param>
    public static async Task<Side> StartAsync(SidePlan plan, string folder, Func<int, string> components)
    {
        var (appPort, port) = (Ports.Free(), Ports.Free());
        var resources = Directory.CreateDirectory(Path.Combine(folder, "components")).FullName;
        await File.WriteAllTextAsync(Path.Combine(resources, "components.yaml"), components(appPort));
        var app = ServerProcess.Start($"app of {plan.Name}", folder, new Dictionary<string, string?>(),
            "dotnet", Environment.GetCommandLineArgs()[0], NoopApp.Command, Text(appPort), plan.Name);
        var sidecar = ServerProcess.Start(plan.Name, folder, plan.Environment, "dotnet",
            plan.Program, "--app-id", plan.Name, "--app-port", Text(appPort), "--dapr-http-port", Text(port),
            "--resources-path", resources, "--data-path", Path.Combine(folder, "dapr"), "--log-level", "warn");
        var side = new Side(plan.Name, app, appPort, sidecar, port);
        try
        {
            await Until.IsAsync($"{plan.Name} to be ready", TimeSpan.FromSeconds(40), side.IsReadyAsync, () => sidecar.Output);
            return side;
        }
        catch
        {
            await side.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when the app has had so many different messages.</summary>
    /// <returns>How many deliveries that took.</returns>
    public async Task<long> SeenAsync(long count) => long.Parse(
        await _http.GetStringAsync(new Uri($"http://127.0.0.1:{AppPort}/seen?count={count}")), CultureInfo.InvariantCulture);

    /// <summary>Actors that are active.</summary>
    public async Task<int> ActorsAsync()
    {
        var metadata = JsonNode.Parse(await _http.GetStringAsync(new Uri($"http://127.0.0.1:{Port}/v1.0/metadata")))!;

        return metadata["actorRuntime"]!["activeActors"]!.AsArray().Sum(type => (int?)type!["count"] ?? 0);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Sidecar.DisposeAsync();
        await App.DisposeAsync();
    }

    private async Task<object?> IsReadyAsync()
    {
        if (Sidecar.HasEnded)
        {
            throw new InvalidOperationException($"{Name} has ended:\n{Sidecar.Output}");
        }

        using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{Port}/v1.0/healthz"));

        return answer.IsSuccessStatusCode ? this : null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
