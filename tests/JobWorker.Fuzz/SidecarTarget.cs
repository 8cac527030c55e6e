using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace JobWorker.Fuzz;

/// <summary>A sidecar as a process with components that need nothing else, and an app that takes everything.</summary>
internal sealed class SidecarTarget : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly HttpClient _http = new();

    private SidecarTarget(ServerProcess process, WebApplication app, string folder, int port) =>
        (_process, _app, _folder, Port) = (process, app, folder, port);

    public int Port { get; }

    public bool HasEnded => _process.HasEnded;

    public string Output => _process.Output;

    public static async Task<SidecarTarget> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("jobworker-fuzz-").FullName;
        var (port, appPort) = (Ports.Free(), Ports.Free());
        Directory.CreateDirectory(Path.Combine(folder, "components"));
        await File.WriteAllTextAsync(Path.Combine(folder, "components", "all.yaml"), Yaml(appPort, folder));
        var process = ServerProcess.Start(
            "sidecar", folder, new Dictionary<string, string?>(), "dotnet", Repository.Program("JobWorker.DevSidecar"),
            "--app-id", "fuzz", "--app-port", Text(appPort), "--dapr-http-port", Text(port), "--resources-path",
            Path.Combine(folder, "components"), "--data-path", Path.Combine(folder, "data"), "--embedded",
            "--log-level", "error");
        var target = new SidecarTarget(process, await StartAppAsync(appPort), folder, port);
        await Until.IsAsync("the sidecar", TimeSpan.FromSeconds(30),
            async () => (await target.GetAsync("/v1.0/healthz")).Status == 204 ? target : null, () => process.Output);

        return target;
    }

    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri($"http://127.0.0.1:{Text(Port)}{path}"));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task PutAsync(string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _http.PutAsync(new Uri($"http://127.0.0.1:{Text(Port)}{path}"), body);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Resident bytes of the process; 0 where the system does not tell.</summary>
    public long Memory() => File.Exists($"/proc/{_process.Id}/status")
        ? File.ReadLines($"/proc/{_process.Id}/status").Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])
            .Select(kilobytes => long.Parse(kilobytes, CultureInfo.InvariantCulture) << 10).Single()
        : 0;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<WebApplication> StartAppAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{Text(port)}");
        var app = builder.Build();
        app.Run(http => http.Request.Path.Value switch
        {
            "/dapr/config" => http.Response.WriteAsync("""{"entities":["Fuzz"],"actorIdleTimeout":"2s"}"""),
            "/dapr/subscribe" => http.Response.WriteAsync("""[{"pubsubname":"topics","topic":"heard","route":"/heard"}]"""),
            _ => http.Request.Body.CopyToAsync(Stream.Null),
        });
        await app.StartAsync();

        return app;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Yaml(int appPort, string folder) => $$"""
        kind: Component
        metadata: {name: memory}
        spec: {type: state.in-memory, metadata: [{name: actorStateStore, value: "true"}]}
        ---
        kind: Component
        metadata: {name: sqlite}
        spec: {type: state.sqlite, metadata: [{name: connectionString, value: "{{Path.Combine(folder, "state.db")}}"}]}
        ---
        kind: Component
        metadata: {name: topics}
        spec: {type: pubsub.in-memory}
        ---
        kind: Component
        metadata: {name: locks}
        spec: {type: lock.redis}
        ---
        kind: Component
        metadata: {name: secrets}
        spec: {type: secretstores.local.env}
        ---
        kind: Component
        metadata: {name: hook}
        spec: {type: bindings.http, metadata: [{name: url, value: "http://127.0.0.1:{{Text(appPort)}}/hook"}]}
        """;
}
