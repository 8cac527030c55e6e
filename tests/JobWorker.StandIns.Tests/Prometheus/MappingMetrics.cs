using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace JobWorker.StandIns.Tests.PrometheusNet;

public sealed class MappingMetrics : IAsyncLifetime, IDisposable
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly HttpClient _http = new();
    private readonly WebApplication _app = Build();

    public async Task InitializeAsync()
    {
        _app.MapMetrics(registry: _registry);
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Answers_with_the_content_type_of_the_format()
    {
        Metrics.WithCustomRegistry(_registry).CreateGauge("a", "A.").Set(1);

        using var answer = await _http.GetAsync("/metrics");

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("# HELP a A.\n# TYPE a gauge\na 1\n", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Answers_503_where_a_callback_gives_up()
    {
        _registry.AddBeforeCollectCallback(() => throw new ScrapeFailedException("not now"));

        using var answer = await _http.GetAsync("/metrics");

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Equal("not now", await answer.Content.ReadAsStringAsync());
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");

        return builder.Build();
    }
}
