using System.Net.Http.Headers;

namespace k8s.Autorest;

/// <summary>What is kept of a message after its connection has gone back to the pool.</summary>
public abstract class HttpMessageWrapper
{
    /// <summary>An empty message.</summary>
    protected HttpMessageWrapper()
    {
    }

    /// <summary>The body as text; null where there was none.</summary>
    public string Content { get; set; }

    /// <summary>All headers, those of the body included; names compare without case.</summary>
    public IDictionary<string, IEnumerable<string>> Headers { get; } =
        new Dictionary<string, IEnumerable<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Keeps <paramref name="headers"/>; values of a name that is there already are added to it.</summary>
    protected void CopyHeaders(HttpHeaders headers)
    {
        foreach (var (name, values) in headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
        {
            Headers[name] = Headers.TryGetValue(name, out var known) ? [.. known, .. values] : values;
        }
    }
}
