using Prometheus.Exposition;

namespace Prometheus;

/// <summary>One time series.</summary>
public abstract class ChildBase : ICollectorChild, IDisposable
{
    private readonly Action _remove;
    private volatile bool _published;

    private protected ChildBase(Labels labels, bool published, Action remove)
    {
        Labels = labels;
        _published = published;
        _remove = remove;
    }

    internal bool Published => _published;

    internal Labels Labels { get; }

    /// <summary>The same as <see cref="Remove"/>.</summary>
    public void Dispose()
    {
        Remove();
        GC.SuppressFinalize(this);
    }

    /// <summary>Shows the series to scrapes. The first change of its value does so too.</summary>
    public void Publish()
    {
        if (!_published)
        {
            _published = true;
        }
    }

    /// <summary>Hides the series from scrapes until its value changes.</summary>
    public void Unpublish() => _published = false;

    /// <summary>Forgets the series; it starts anew when it is asked for again.</summary>
    public void Remove() => _remove();

    /// <summary>The labels.</summary>
    public override string ToString() => Labels.ToString();

    internal abstract void Write(TextFormat text);
}
