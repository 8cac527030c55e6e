using System.Globalization;

namespace JobWorker.Sidecar.Contract.Tests.Support;

/// <summary>How a sidecar of our own is started.</summary>
internal sealed record SidecarOptions
{
    /// <summary>A folder with resource files; none where <see cref="Yaml"/> is all.</summary>
    public string? Resources { get; init; }

    /// <summary>One more resource file, or the only one.</summary>
    public string Yaml { get; init; } = "";

    public int? AppPort { get; init; }

    public string AppId { get; init; } = "contract";

    public IReadOnlyList<string> Flags { get; init; } = [];

    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Kept over restarts; none takes a folder of its own.</summary>
    public string? Folder { get; init; }

    /// <summary>The state to wait for; default that the app has been asked everything.</summary>
    public string ReadyPath { get; init; } = "/v1.0/healthz";
}

/// <summary>The development sidecar as a process, found where the build puts it.</summary>
internal sealed class SidecarProcess : IAsyncDisposable
{
    private const string InMemory = """
        kind: Component
        metadata: {name: memory}
        spec:
          type: state.in-memory
          metadata: [{name: actorStateStore, value: "true"}]
        ---
        kind: Component
        metadata: {name: topics}
        spec: {type: pubsub.in-memory}
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ServerProcess _process;
    private readonly bool _ownsFolder;

    private SidecarProcess(ServerProcess process, Api api, string folder, bool ownsFolder) =>
        (_process, Api, Folder, _ownsFolder) = (process, api, folder, ownsFolder);

    public Api Api { get; }

    public string Folder { get; }

    /// <summary>The one file of <see cref="SidecarOptions.Yaml"/>.</summary>
    public string YamlFile => FileIn(Folder);

    public ServerProcess Process => _process;

    /// <summary>Starts one; default with a store and a broker in memory.</summary>
    public static async Task<SidecarProcess> StartAsync(SidecarOptions options)
    {
        var sidecar = Launch(options);
        try
        {
            await Until.IsAsync($"the sidecar's {options.ReadyPath}", Patience, async () =>
                sidecar._process.HasEnded ? throw new InvalidOperationException($"it ended: {sidecar._process.Output}")
                : (await sidecar.Api.GetAsync(options.ReadyPath)).Status == 204 ? sidecar : null, () => sidecar._process.Output);
            return sidecar;
        }
        catch
        {
            await sidecar.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one and does not wait.</summary>
    public static SidecarProcess Launch(SidecarOptions options)
    {
        var folder = options.Folder ?? Directory.CreateTempSubdirectory("jobworker-contract-").FullName;
        Directory.CreateDirectory(Path.GetDirectoryName(FileIn(folder))!);
        File.WriteAllText(FileIn(folder), options.Yaml.Length > 0 || options.Resources is not null ? options.Yaml : InMemory);
        var port = Ports.Free();
        var process = ServerProcess.Start(
            "sidecar", folder, options.Environment, "dotnet",
            [
                Repository.Program("JobWorker.DevSidecar"), "--app-id", options.AppId, "--dapr-http-port", Text(port),
                "--resources-path", Path.GetDirectoryName(FileIn(folder))!, "--data-path", Path.Combine(folder, "data"),
                .. options.Resources is { } more ? new[] { "--resources-path", more } : [],
                .. options.AppPort is { } app ? new[] { "--app-port", Text(app) } : [], .. options.Flags,
            ]);
        var api = new Api(
            new Uri($"http://127.0.0.1:{Text(port)}"), options.Environment.GetValueOrDefault("DAPR_API_TOKEN"));

        return new SidecarProcess(process, api, folder, options.Folder is null);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _process.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static string FileIn(string folder) => Path.Combine(folder, "own", "all.yaml");

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
