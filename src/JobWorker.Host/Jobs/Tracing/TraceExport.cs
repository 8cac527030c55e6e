using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace JobWorker.Host.Jobs.Tracing;

/// <summary>
/// Sends spans by OTLP, as OpenTelemetry's own environment variables say. Not there unless they name an endpoint.
/// </summary>
internal sealed class TraceExport(bool hasName) : IHostedService
{
    private const string DefaultName = "jobworker";

    private TracerProvider? _provider;

    /// <summary>Before every other hosted service: it starts first and stops last.</summary>
    public static void Add(IServiceCollection services, IConfiguration environment)
    {
        if (HasText("OTEL_EXPORTER_OTLP_ENDPOINT") || HasText("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))
        {
            var hasName = HasText("OTEL_SERVICE_NAME")
                || environment["OTEL_RESOURCE_ATTRIBUTES"]?.Contains("service.name=", StringComparison.Ordinal) == true;
            services.AddHostedService(_ => new TraceExport(hasName));
        }

        bool HasText(string name) => !string.IsNullOrWhiteSpace(environment[name]);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = Sdk.CreateTracerProviderBuilder().AddSource(Traces.Source).AddOtlpExporter();
        if (!hasName)
        {
            builder.ConfigureResource(resource => resource.AddService(DefaultName));
        }

        _provider = builder.Build();

        return Task.CompletedTask;
    }

    /// <summary>Sends what waits to be sent.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _provider?.Dispose();

        return Task.CompletedTask;
    }
}
