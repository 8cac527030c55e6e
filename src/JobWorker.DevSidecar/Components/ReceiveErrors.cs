namespace JobWorker.DevSidecar.Components;

/// <summary>What cannot be received from just now, and why; told under <see cref="Key"/> of the metadata's <c>extended</c>.</summary>
/// <remarks>Not in daprd, whose log alone tells.</remarks>
internal sealed class ReceiveErrors
{
    /// <summary>Its value is empty while all is well, else <c>component: reason</c>, several joined by <c>; </c>.</summary>
    public const string Key = "receiveErrors";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, string> _reasons = new(StringComparer.Ordinal);
    private IDictionary<string, string>? _told;

    /// <summary>Tells there from now on.</summary>
    public void TellTo(IDictionary<string, string> extended)
    {
        lock (_gate)
        {
            _told = extended;
            Tell();
        }
    }

    /// <summary>Receiving from <paramref name="source"/> failed.</summary>
    public void Failed(string source, string reason)
    {
        lock (_gate)
        {
            _reasons[source] = reason;
            Tell();
        }
    }

    /// <summary>It works, or nobody wants to receive from there any more.</summary>
    public void Over(string source)
    {
        lock (_gate)
        {
            if (_reasons.Remove(source))
            {
                Tell();
            }
        }
    }

    private void Tell()
    {
        if (_told is not null)
        {
            _told[Key] = string.Join("; ", _reasons.Select(item => $"{item.Key}: {item.Value}"));
        }
    }
}
