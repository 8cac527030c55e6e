using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using JobWorker.Acceptance.Tests.Callbacks;
using JobWorker.Acceptance.Tests.Worlds;
using JobWorker.Testing.Redis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobWorker.Acceptance.Tests.Events;

/// <summary>Whether a job stays in the trace of the message that asked for it.</summary>
public sealed class OneTrace
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string RejectedTraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Spans = ["jobworker intake", "jobworker create", "jobworker callback"];

    [SkippableFact]
    public async Task Goes_from_the_message_to_the_job_the_callbacks_the_events_and_the_collector()
    {
        Skip.IfNot(RedisServer.IsInstalled, RedisServer.Missing);
        var (tapPort, collectorPort, redisPort) = (Ports.Free(), Ports.Free(), Ports.Free());
        var folder = Directory.CreateTempSubdirectory("trace-");
        try
        {
            await using var tap = await Tap.StartAsync(tapPort);
            await using var collector = await Collector.StartAsync(collectorPort);
            await using var redis = new RedisServer(folder.FullName, redisPort);
            await redis.StartAsync();
            await using var listener = await EventListener.StartAsync(redisPort);
            await using var world = await World.StartAsync(Options(collectorPort, redisPort));
            var id = JobMessages.NewId();
            var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{tapPort}/");
            var message = JobMessages.Shell(id, "echo $TRACEPARENT", url);
            message["traceparent"] = $"00-{TraceId}-b7ad6b7169203331-01";
            message["tracestate"] = "vendor=1";

            world.Queue(message);

            await world.WaitAsync("three callbacks", Patience, () => Task.FromResult(tap.All.Count == 3 ? tap : null));
            Assert.All(tap.All, told => Assert.StartsWith($"00-{TraceId}-", told.Headers["traceparent"], StringComparison.Ordinal));
            Assert.All(tap.All, told => Assert.Equal("vendor=1", told.Headers["tracestate"]));

            var made = await world.ClusterApi.JobAsync(id);
            var variables = made.GetProperty("spec").GetProperty("template").GetProperty("spec").GetProperty("containers")[0].GetProperty("env")
                .EnumerateArray().ToDictionary(v => v.GetProperty("name").GetString()!, v => v.GetProperty("value").GetString()!);
            Assert.StartsWith($"00-{TraceId}-", variables["TRACEPARENT"], StringComparison.Ordinal);
            Assert.Equal("vendor=1", variables["TRACESTATE"]);

            var story = await world.FinishedAsync(id);
            var told = await world.WaitAsync("every event", Patience, () => Task.FromResult(
                listener.Taken.Count >= story.Events.Count ? listener.Taken.ToList() : null));
            Assert.All(told, e => Assert.StartsWith($"00-{TraceId}-", e.GetProperty("traceparent").GetString(), StringComparison.Ordinal));

            await world.WaitAsync("the spans", Patience, () => Task.FromResult(
                Spans.All(span => collector.Has(TraceId, span)) ? collector : null));
            Assert.True(collector.Has(TraceId, "jobs-under-test"));

            await AssertARejectionIsInItsTraceAsync(world, tap, $"{url}rejected", listener);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Nothing runs, and the callback and the event that say so are in the trace all the same.</summary>
    private static async Task AssertARejectionIsInItsTraceAsync(World world, Tap tap, string url, EventListener listener)
    {
        var message = JobMessages.Shell(JobMessages.NewId(), "true", url, job => job.Remove("image"));
        message["traceparent"] = $"00-{RejectedTraceId}-b7ad6b7169203331-01";
        message["tracestate"] = "vendor=2";

        world.Queue(message);

        var told = await world.WaitAsync("the callback", Patience, () => Task.FromResult(
            tap.All.FirstOrDefault(t => t.Url == "/rejected")));
        Assert.Contains("A100", Encoding.UTF8.GetString(told.Body), StringComparison.Ordinal);
        Assert.StartsWith($"00-{RejectedTraceId}-", told.Headers["traceparent"], StringComparison.Ordinal);
        Assert.Equal("vendor=2", told.Headers["tracestate"]);

        var parent = await world.WaitAsync("the event", Patience, () => Task.FromResult(listener.Taken
            .Where(e => e.GetProperty("type").GetString() == "dev.jobworker.job.rejected.v1")
            .Select(e => e.GetProperty("traceparent").GetString()).FirstOrDefault()));
        Assert.StartsWith($"00-{RejectedTraceId}-", parent, StringComparison.Ordinal);
    }

    private static WorldOptions Options(int collectorPort, int redisPort) => new()
    {
        Redis = true,
        Worker = new Dictionary<string, string?>
        {
            ["Events__PubSub"] = EventListener.Component,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{collectorPort}"),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "jobs-under-test",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        },
        ComponentFiles = new Dictionary<string, string> { ["feed.yaml"] = EventListener.Yaml(redisPort) },
    };

    /// <summary>Keeps what is sent by OTLP over HTTP, as it came: names and ids stand in it as they are.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly ConcurrentQueue<byte[]> _sent = new();

        private Collector(WebApplication app) => _app = app;

        public static async Task<Collector> StartAsync(int port)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
            var collector = new Collector(builder.Build());
            collector._app.MapPost("/v1/traces", collector.TakeAsync);
            await collector._app.StartAsync();

            return collector;
        }

        /// <summary>Whether something was sent that has both.</summary>
        public bool Has(string traceId, string text) => _sent.Any(body =>
            body.AsSpan().IndexOf(Convert.FromHexString(traceId)) >= 0 && body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task TakeAsync(HttpRequest request)
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            _sent.Enqueue(body.ToArray());
        }
    }
}
