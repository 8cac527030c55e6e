using System.Text;
using Prometheus;

namespace JobWorker.StandIns.Tests.PrometheusNet;

public sealed class Scraping
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly MetricFactory _metrics;

    public Scraping() => _metrics = Metrics.WithCustomRegistry(_registry);

    [Fact]
    public async Task Reports_everything_by_name()
    {
        var jobs = _metrics.CreateCounter("jobs_total", "Jobs.", "outcome", "queue");
        jobs.WithLabels("ok", "b").Inc();
        jobs.WithLabels("ok", "a").Inc(2.5);
        _metrics.CreateGauge("active", "Now.").Set(-3);
        var seconds = _metrics.CreateHistogram("seconds", "Time.", new HistogramConfiguration { Buckets = [0.5, 1] });
        seconds.Observe(0.5);
        seconds.Observe(0.7, 2);
        seconds.Observe(9);

        Assert.Equal("""
            # HELP active Now.
            # TYPE active gauge
            active -3
            # HELP jobs_total Jobs.
            # TYPE jobs_total counter
            jobs_total{outcome="ok",queue="a"} 2.5
            jobs_total{outcome="ok",queue="b"} 1
            # HELP seconds Time.
            # TYPE seconds histogram
            seconds_sum 10.9
            seconds_count 4
            seconds_bucket{le="0.5"} 1
            seconds_bucket{le="1"} 3
            seconds_bucket{le="+Inf"} 4

            """, await ScrapeAsync());
    }

    [Fact]
    public async Task Escapes_help_and_label_values()
    {
        _metrics.CreateGauge("a", "line\nback\\slash \"quoted\"", "l").WithLabels("line\nback\\slash \"quoted\" é").Set(1);

        Assert.Equal(
            "# HELP a line\\nback\\\\slash \"quoted\"\n# TYPE a gauge\na{l=\"line\\nback\\\\slash \\\"quoted\\\" é\"} 1\n", await ScrapeAsync());
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(1e21, "1E+21")]
    public async Task Writes_every_number(double value, string text)
    {
        _metrics.CreateGauge("a", "").Set(value);

        Assert.EndsWith($"\na {text}\n", await ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_a_metric_without_labels_from_the_start_unless_told_otherwise()
    {
        _metrics.CreateCounter("a", "");
        var late = _metrics.CreateCounter("b", "", new CounterConfiguration { SuppressInitialValue = true });

        Assert.Contains("\na 0\n", await ScrapeAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("\nb 0", await ScrapeAsync(), StringComparison.Ordinal);
        late.Inc();
        Assert.Contains("\nb 1\n", await ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_back_first()
    {
        var gauge = _metrics.CreateGauge("a", "");
        _registry.AddBeforeCollectCallback(() => gauge.Inc());
        _registry.AddBeforeCollectCallback(cancel => Task.Run(() => gauge.Inc(), cancel));

        Assert.EndsWith("\na 2\n", await ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adds_the_labels_of_the_registry()
    {
        _registry.SetStaticLabels(new Dictionary<string, string> { ["env"] = "test" });
        _metrics.CreateGauge("a", "", "l").WithLabels("v");
        _metrics.CreateHistogram("b", "", new HistogramConfiguration { Buckets = [1] });

        var text = await ScrapeAsync();

        Assert.Contains("\na{env=\"test\",l=\"v\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("\nb_bucket{env=\"test\",le=\"1\"} 0\n", text, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => _registry.SetStaticLabels(new Dictionary<string, string>()));
    }

    [Fact]
    public async Task Reports_the_process_in_the_default_registry()
    {
        using var to = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(to);
        var text = Encoding.UTF8.GetString(to.ToArray());

        Assert.Contains("\nprocess_cpu_seconds_total ", text, StringComparison.Ordinal);
        Assert.Contains("\ndotnet_collection_count_total{generation=\"0\"} ", text, StringComparison.Ordinal);
    }

    private async Task<string> ScrapeAsync()
    {
        using var to = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(to);

        return Encoding.UTF8.GetString(to.ToArray());
    }
}
