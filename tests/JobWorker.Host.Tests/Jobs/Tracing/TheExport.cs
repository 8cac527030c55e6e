using System.Buffers.Binary;
using System.Text;
using JobWorker.Core.Messages;
using JobWorker.Host.Jobs.Tracing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace JobWorker.Host.Tests.Jobs.Tracing;

/// <summary>Whether spans arrive at a collector, over both forms of OTLP, as OpenTelemetry's own variables ask for it.</summary>
[Collection(nameof(Spans))]
public sealed class TheExport : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    [Fact]
    public async Task Goes_over_gRPC()
    {
        await using var collector = await SpanCollector.StartAsync(HttpProtocols.Http2);

        var trace = await ExportAsync(collector, "grpc", collector.Url);

        var (path, type, body) = Assert.Single(collector.Requests);
        Assert.Equal(("/opentelemetry.proto.collector.trace.v1.TraceService/Export", "application/grpc"), (path, type));
        Assert.Equal((0, body.Length - 5), (body[0], BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1))));
        AssertHas(body, trace);
    }

    [Fact]
    public async Task Goes_over_gRPC_unless_told_otherwise()
    {
        await using var collector = await SpanCollector.StartAsync(HttpProtocols.Http2);

        var trace = await ExportAsync(collector, protocol: null, collector.Url);

        AssertHas(Assert.Single(collector.Requests).Body, trace);
    }

    [Fact]
    public async Task Goes_over_HTTP()
    {
        await using var collector = await SpanCollector.StartAsync(HttpProtocols.Http1);

        var trace = await ExportAsync(collector, "http/protobuf", collector.Url);

        var (path, type, body) = Assert.Single(collector.Requests);
        Assert.Equal(("/v1/traces", "application/x-protobuf"), (path, type));
        AssertHas(body, trace);
    }

    [Fact]
    public void Is_not_there_where_no_endpoint_is_named()
    {
        var services = new ServiceCollection();

        TraceExport.Add(services, new ConfigurationBuilder().Build());

        Assert.Empty(services);
    }

    /// <summary>Makes a span, and ends the process as far as the export is concerned, which sends what waits.</summary>
    private async Task<string> ExportAsync(SpanCollector collector, string? protocol, string endpoint)
    {
        Set("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
        Set("OTEL_EXPORTER_OTLP_PROTOCOL", protocol);
        Set("OTEL_SERVICE_NAME", null);
        var services = new ServiceCollection();
        TraceExport.Add(services, new ConfigurationBuilder().AddEnvironmentVariables().Build());
        await using var provider = services.BuildServiceProvider();
        var export = provider.GetServices<IHostedService>().Single();
        await export.StartAsync(default);
        var (id, parent) = SpanListener.NewTrace();
        Traces.Intake(KeeperWorld.Request() with { Trace = new TraceContext(parent, null) })!.Dispose();
        Assert.Empty(collector.Requests);
        await export.StopAsync(default);

        return id;
    }

    private static void AssertHas(byte[] body, string traceId)
    {
        string[] words = ["jobworker intake", "jobworker.job.id", KeeperWorld.Id, "service.name"];

        Assert.True(body.AsSpan().IndexOf(Convert.FromHexString(traceId)) >= 0);
        Assert.All(words, word => Assert.True(body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0, word));
    }

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}
