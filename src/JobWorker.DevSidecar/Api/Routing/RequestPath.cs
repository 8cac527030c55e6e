using Microsoft.AspNetCore.Http.Features;

namespace JobWorker.DevSidecar.Api.Routing;

/// <summary>
/// The path of a request, cleaned as daprd does it: no empty segments, no <c>.</c> and <c>..</c>, no slash at the end.
/// </summary>
internal static class RequestPath
{
    /// <summary>The segments as they were sent, escapes included, so that an escaped slash stays inside its segment.</summary>
    public static string[] Raw(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget is ['/', ..] and var raw
            ? raw
            : http.Request.Path.Value ?? "";
        var end = target.IndexOf('?', StringComparison.Ordinal);
        return Clean(end < 0 ? target : target[..end]);
    }

    /// <summary>The segments of a path.</summary>
    public static string[] Clean(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path.Contains("/.", StringComparison.Ordinal) ? WithoutDots(parts) : parts;
    }

    /// <summary>The same with each segment unescaped.</summary>
    public static string[] Unescape(string[] raw) => Array.ConvertAll(
        raw, part => part.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(part) : part);

    private static string[] WithoutDots(string[] parts)
    {
        var kept = new List<string>(parts.Length);
        foreach (var part in parts)
        {
            if (part == "..")
            {
                kept.RemoveRange(Math.Max(kept.Count - 1, 0), Math.Min(kept.Count, 1));
            }
            else if (part != ".")
            {
                kept.Add(part);
            }
        }

        return [.. kept];
    }
}
