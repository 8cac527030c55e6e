using System.Text;

namespace Dapr.Client.Http;

/// <summary>A path of the sidecar's API. Every part that comes from outside is escaped.</summary>
/// <param name="root">The fixed beginning, such as <c>/v1.0/state</c>.</param>
internal sealed class SidecarUri(string root)
{
    private readonly StringBuilder _text = new(root, 128);
    private char _separator = '?';

    /// <summary>Appends one path segment; a slash in it stays part of it.</summary>
    public SidecarUri Segment(string value)
    {
        _text.Append('/').Append(Uri.EscapeDataString(value));
        return this;
    }

    /// <summary>Appends a query parameter, unless there is no value.</summary>
    public SidecarUri Query(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_separator).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    /// <summary>Appends request metadata as <c>metadata.*</c> parameters.</summary>
    public SidecarUri Metadata(IReadOnlyDictionary<string, string>? metadata)
    {
        foreach (var (name, value) in metadata ?? new Dictionary<string, string>())
        {
            Query($"metadata.{name}", value);
        }

        return this;
    }

    /// <summary>The escaped path and query.</summary>
    public override string ToString() => _text.ToString();
}
