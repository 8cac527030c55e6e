namespace JobWorker.DevSidecar.Contrib.Http;

/// <summary>Where a redirect leads and what is sent there, as Go's HTTP client decides it.</summary>
internal static class GoRedirect
{
    /// <summary>Redirects followed before the call fails.</summary>
    public const int Limit = 10;

    private static readonly string[] Private = ["Authorization", "Cookie", "Www-Authenticate"];

    /// <summary>The next request; none where <paramref name="response"/> is the last word.</summary>
    public static HttpRequestMessage? Follow(HttpRequestMessage request, HttpResponseMessage response, ReadOnlyMemory<byte>? body)
    {
        var status = (int)response.StatusCode;
        if (status is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
        {
            return null;
        }

        var target = new Uri(request.RequestUri!, location);
        var same = status is 307 or 308;
        var next = new HttpRequestMessage(same || request.Method == HttpMethod.Head ? request.Method : HttpMethod.Get, target);
        CopyHeaders(request, next, target);
        if (same && body is { } bytes)
        {
            next.Content = new ReadOnlyMemoryContent(bytes);
            foreach (var header in request.Content!.Headers)
            {
                next.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        return next;
    }

    private static void CopyHeaders(HttpRequestMessage from, HttpRequestMessage to, Uri target)
    {
        var stays = target.Host.Equals(from.RequestUri!.Host, StringComparison.OrdinalIgnoreCase)
            || target.Host.EndsWith("." + from.RequestUri.Host, StringComparison.OrdinalIgnoreCase);
        foreach (var header in from.Headers.Where(
            header => stays || !Private.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            to.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }
}
