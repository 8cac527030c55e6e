using System.Diagnostics;
using System.Net;
using System.Text;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib;
using JobWorker.DevSidecar.Hosting;
using JobWorker.DevSidecar.Hosting.Flags;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Support;

/// <summary>How a sidecar under test is started.</summary>
internal sealed record HarnessOptions
{
    /// <summary>The component file; documents separated by <c>---</c>.</summary>
    public string Yaml { get; init; } = "";

    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>The app; none starts the sidecar without one.</summary>
    public FakeApp? App { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, ComponentFactory> Types { get; init; } = ComponentTypes.All;

    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Kept over restarts; none takes a folder of its own.</summary>
    public string? DataPath { get; init; }
}

/// <summary>A sidecar in this process on a free port, with a folder of its own and, mostly, a fake app.</summary>
internal sealed class SidecarHarness : IAsyncDisposable
{
    /// <summary>An in-memory broker and store, the store fit for actors.</summary>
    public const string InMemory = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: pubsub}
        spec: {type: pubsub.in-memory, version: v1}
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: statestore}
        spec:
          type: state.in-memory
          version: v1
          metadata: [{name: actorStateStore, value: "true"}]
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly string _folder;
    private readonly Sidecar _sidecar;

    private SidecarHarness(string folder, Sidecar sidecar)
    {
        (_folder, _sidecar) = (folder, sidecar);
        Http = new HttpClient { BaseAddress = sidecar.Address };
    }

    public HttpClient Http { get; }

    /// <summary>The component file, to be changed while the sidecar runs.</summary>
    public string File => Path.Combine(_folder, "components", "all.yaml");

    public Sidecar Sidecar => _sidecar;

    /// <summary>Starts the app if there is one and it is not running, then the sidecar, and waits until it is ready.</summary>
    public static async Task<SidecarHarness> StartAsync(HarnessOptions options, bool waitUntilReady = true)
    {
        var folder = Directory.CreateTempSubdirectory("jobworker-sidecar-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "components"));
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "components", "all.yaml"), options.Yaml);
        if (options.App is { Port: 0 } app)
        {
            await app.StartAsync();
        }

        string[] args =
        [
            "--app-id", "app", "--dapr-http-port", "0", "--resources-path", Path.Combine(folder, "components"),
            "--data-path", options.DataPath ?? Path.Combine(folder, "data"),
            .. options.App is { } given ? new[] { "--app-port", $"{given.Port}" } : [], .. options.Flags,
        ];
        var surroundings = new Surroundings(
            options.Clock, options.Logs, name => options.Environment.GetValueOrDefault(name), options.Types);
        var harness = new SidecarHarness(folder, await Sidecar.StartAsync(FlagParser.Parse(args), surroundings, default));
        if (waitUntilReady)
        {
            await UntilAsync(() => harness._sidecar.Status.Ready);
        }

        return harness;
    }

    public static Task<SidecarHarness> StartAsync(FakeApp app, string yaml = InMemory, params string[] flags) =>
        StartAsync(new HarnessOptions { App = app, Yaml = yaml, Flags = flags });

    /// <summary>Returns when <paramref name="condition"/> holds; fails when it never does.</summary>
    public static async Task UntilAsync(Func<bool> condition, TimeSpan? within = null)
    {
        for (var begin = Stopwatch.GetTimestamp(); !condition(); await Task.Delay(5))
        {
            Assert.True(Stopwatch.GetElapsedTime(begin) < (within ?? Patience), "what was waited for did not come");
        }
    }

    /// <summary>Moves the clock on in steps until <paramref name="condition"/> holds; answers the time that took.</summary>
    public static async Task<TimeSpan> AdvanceUntilAsync(FakeClock clock, TimeSpan step, Func<bool> condition)
    {
        var start = clock.GetUtcNow();
        await UntilAsync(() =>
        {
            if (condition())
            {
                return true;
            }

            clock.Advance(step);
            return false;
        });
        return clock.GetUtcNow() - start;
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, string body, string type = "application/json") =>
        SendAsync(HttpMethod.Post, path, body, type);

    public Task<Answer> PutAsync(string path, string body, string type = "application/json") =>
        SendAsync(HttpMethod.Put, path, body, type);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public async Task<Answer> SendAsync(
        HttpMethod method, string path, string? body = null, string type = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request);
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), all);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _sidecar.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>What the sidecar answered.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Fails unless it is that status with that <c>errorCode</c>.</summary>
    public void IsError(HttpStatusCode status, string code)
    {
        Assert.Equal(status, Status);
        Assert.Contains($"\"errorCode\":\"{code}\"", Body, StringComparison.Ordinal);
    }
}
