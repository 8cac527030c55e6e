using System.Collections.Concurrent;
using Prometheus.Exposition;

namespace Prometheus;

/// <summary>The collectors that one scrape reports.</summary>
public sealed class CollectorRegistry
{
    private readonly ConcurrentDictionary<string, Collector> _collectors = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Func<CancellationToken, Task>> _beforeCollect = new();
    private KeyValuePair<string, string>[] _staticLabels = [];
    private Action? _beforeFirstCollect;

    /// <summary>Labels of every series of this registry.</summary>
    public IEnumerable<KeyValuePair<string, string>> StaticLabels => _staticLabels;

    /// <summary>Calls back at the start of every scrape, before anything is read.</summary>
    public void AddBeforeCollectCallback(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);

        _beforeCollect.Enqueue(_ =>
        {
            callback();
            return Task.CompletedTask;
        });
    }

    /// <inheritdoc cref="AddBeforeCollectCallback(Action)"/>
    public void AddBeforeCollectCallback(Func<CancellationToken, Task> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);

        _beforeCollect.Enqueue(callback);
    }

    /// <summary>Gives every series of this registry these labels; once, and before there are any collectors.</summary>
    /// <exception cref="InvalidOperationException">There are labels or collectors already.</exception>
    public void SetStaticLabels(IDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (_staticLabels.Length > 0 || !_collectors.IsEmpty)
        {
            throw new InvalidOperationException("Static labels are set once, and before the first metric is made.");
        }

        Names.RequireLabels([.. labels.Keys]);
        _staticLabels = [.. labels];
    }

    /// <summary>Writes all series as text, UTF-8, by name.</summary>
    /// <exception cref="ScrapeFailedException">A callback gave up on this scrape; nothing was written.</exception>
    public async Task CollectAndExportAsTextAsync(Stream to, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(to);

        Interlocked.Exchange(ref _beforeFirstCollect, null)?.Invoke();
        foreach (var callback in _beforeCollect)
        {
            await callback(cancel);
        }

        foreach (var collector in _collectors.Values.OrderBy(collector => collector.Name, StringComparer.Ordinal))
        {
            var format = new TextFormat();
            collector.Write(format);
            await to.WriteAsync(PrometheusConstants.ExportEncoding.GetBytes(format.Text.ToString()), cancel);
        }

        await to.FlushAsync(cancel);
    }

    /// <summary>What is made only when someone looks.</summary>
    internal void BeforeFirstCollect(Action? action) => _beforeFirstCollect = action;

    /// <summary>The collector of this name, made where it is not there yet.</summary>
    /// <exception cref="InvalidOperationException">It is of another type, or has other labels.</exception>
    internal T GetOrAdd<T>(string name, string help, string[] labelNames, Func<Labels, T> make)
        where T : Collector
    {
        Names.RequireMetric(name);
        ArgumentNullException.ThrowIfNull(labelNames);
        Names.RequireLabels([.. labelNames, .. StaticLabels.Select(label => label.Key)]);
        ArgumentNullException.ThrowIfNull(help);

        var labels = default(Labels).And(
            [.. StaticLabels.Select(label => label.Key)], [.. StaticLabels.Select(label => label.Value)]);
        var collector = _collectors.TryGetValue(name, out var known) ? known : _collectors.GetOrAdd(name, _ => make(labels));

        return collector is T typed && typed.Names.SequenceEqual(labelNames)
            ? typed
            : throw new InvalidOperationException(
                $"{name} is there already, as a {collector.Type} with the labels ({string.Join(", ", collector.LabelNames)}).");
    }
}
