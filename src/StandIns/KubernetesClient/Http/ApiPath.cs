using System.Text;

namespace k8s.Http;

/// <summary>Paths of the API, each segment escaped.</summary>
internal static class ApiPath
{
    /// <summary><c>root/namespaces/{ns}/segments…</c></summary>
    /// <exception cref="ArgumentNullException">The namespace or a segment is missing.</exception>
    public static string In(string root, string namespaceParameter, params ReadOnlySpan<string> segments)
    {
        ArgumentNullException.ThrowIfNull(namespaceParameter);

        return Of($"{root}/namespaces/{Uri.EscapeDataString(namespaceParameter)}", segments);
    }

    /// <summary><c>root/segments…</c></summary>
    /// <exception cref="ArgumentNullException">A segment is missing.</exception>
    public static string Of(string root, params ReadOnlySpan<string> segments)
    {
        var path = new StringBuilder(root);
        foreach (var segment in segments)
        {
            ArgumentNullException.ThrowIfNull(segment, "name");
            path.Append('/').Append(Uri.EscapeDataString(segment));
        }

        return path.ToString();
    }
}
