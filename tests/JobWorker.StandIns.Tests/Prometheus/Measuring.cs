using Prometheus;

namespace JobWorker.StandIns.Tests.PrometheusNet;

public sealed class Measuring
{
    private readonly MetricFactory _metrics = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry());

    [Fact]
    public void Loses_nothing_to_other_threads()
    {
        var counter = _metrics.CreateCounter("a", "", "l");
        var gauge = _metrics.CreateGauge("b", "");
        var histogram = _metrics.CreateHistogram("c", "");

        Parallel.For(0, 100_000, i =>
        {
            counter.WithLabels((i % 2) == 0 ? "even" : "odd").Inc();
            gauge.Inc(2);
            gauge.Dec();
            histogram.Observe(1);
        });

        Assert.Equal((50_000, 50_000), (counter.WithLabels("even").Value, counter.WithLabels("odd").Value));
        Assert.Equal(100_000, gauge.Value);
        Assert.Equal((100_000, 100_000), (histogram.Count, histogram.Sum));
    }

    [Fact]
    public void Never_lowers_a_counter()
    {
        var counter = _metrics.CreateCounter("a", "");
        counter.IncTo(5);
        counter.IncTo(3);

        Assert.Equal(5, counter.Value);
        Assert.Throws<ArgumentOutOfRangeException>(() => counter.Inc(-1));
    }

    [Fact]
    public void Moves_a_gauge_one_way_to_a_target()
    {
        var gauge = _metrics.CreateGauge("a", "");
        gauge.IncTo(5);
        gauge.DecTo(7);
        Assert.Equal(5, gauge.Value);
        gauge.DecTo(2);
        Assert.Equal(2, gauge.Value);
    }

    [Fact]
    public void Answers_the_same_metric_twice()
    {
        var counter = _metrics.CreateCounter("a", "", "l");

        Assert.Same(counter, _metrics.CreateCounter("a", "", "l"));
        Assert.Same(counter.WithLabels("x"), counter.WithLabels(new[] { "x" }.AsMemory()));
        Assert.Throws<InvalidOperationException>(() => _metrics.CreateCounter("a", "", "other"));
        Assert.Throws<InvalidOperationException>(() => _metrics.CreateGauge("a", "", "l"));
    }

    [Fact]
    public void Refuses_bad_names_and_labels()
    {
        Assert.Throws<ArgumentException>(() => _metrics.CreateCounter("a-b", ""));
        Assert.Throws<ArgumentException>(() => _metrics.CreateCounter("a", "", "__l"));
        Assert.Throws<ArgumentException>(() => _metrics.CreateCounter("a", "", "l", "l"));
        Assert.Throws<ArgumentException>(() => _metrics.CreateHistogram("a", "", "le"));
        var falling = new HistogramConfiguration { Buckets = [2, 1] };
        Assert.Throws<ArgumentException>(() => _metrics.CreateHistogram("a", "", falling));
        Assert.Throws<ArgumentException>(() => _metrics.CreateCounter("b", "", "l").WithLabels("x", "y"));
        Assert.Throws<ArgumentException>(() => _metrics.CreateCounter("c", "", "l").Inc());
    }

    [Fact]
    public void Makes_buckets()
    {
        Assert.Equal([1, 2, 4, 8], Histogram.ExponentialBuckets(1, 2, 4));
        Assert.Equal([1, 3, 5], Histogram.LinearBuckets(1, 2, 3));
    }

    [Fact]
    public void Forgets_a_series()
    {
        var counter = _metrics.CreateCounter("a", "", "l");
        counter.WithLabels("x").Inc();
        counter.WithLabels("x").Remove();

        Assert.Empty(counter.GetAllLabelValues());
        Assert.Equal(0, counter.WithLabels("x").Value);
    }

    [Fact]
    public void Times_and_tracks_what_goes_on()
    {
        var histogram = _metrics.CreateHistogram("a", "");
        var gauge = _metrics.CreateGauge("b", "");

        using (histogram.NewTimer())
        using (gauge.TrackInProgress())
        {
            Assert.Equal(1, gauge.Value);
        }

        Assert.Equal(0, gauge.Value);
        Assert.Equal(1, histogram.Count);
    }
}
