namespace JobWorker.Core.Policies;

/// <summary>
/// Some URLs: <c>https://hooks.example.com/team/</c> is all beneath it, <c>https://*.example.com/</c> is every host below
/// <c>example.com</c>, and <c>*</c> is any URL. Scheme, host and port must be equal, the path must begin so.
/// </summary>
public sealed class UrlPattern
{
    private const string Below = "*.";

    private readonly Uri? _prefix;
    private readonly bool _hostsBelow;

    private UrlPattern(Uri? prefix, bool hostsBelow) => (_prefix, _hostsBelow) = (prefix, hostsBelow);

    /// <summary>What is asked of a pattern, to be read after the setting's name.</summary>
    public static string Rule =>
        "must be * or an http or https URL that ends with a slash, "
        + "such as https://hooks.example.com/a/ or https://*.example.com/";

    /// <summary>The pattern; none where the text is not one.</summary>
    public static UrlPattern? Parse(string? text)
    {
        if (text is null or "*")
        {
            return text is null ? null : new UrlPattern(null, hostsBelow: false);
        }

        var host = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var hostsBelow = host >= 3 && text.AsSpan(host).StartsWith(Below);
        var prefix = hostsBelow ? text.Remove(host, Below.Length) : text;

        return prefix.EndsWith('/')
            && !prefix.Contains('*', StringComparison.Ordinal)
            && Uri.TryCreate(prefix, UriKind.Absolute, out var url)
            && url is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "", Host: [_, ..] }
            && (!hostsBelow || url.HostNameType is UriHostNameType.Dns)
                ? new UrlPattern(url, hostsBelow)
                : null;
    }

    /// <summary>Whether <paramref name="url"/> is one of them.</summary>
    public bool Fits(Uri url) => _prefix is not { } prefix
        || ((url.Scheme, url.Port) == (prefix.Scheme, prefix.Port)
            && (_hostsBelow
                ? url.IdnHost.EndsWith($".{prefix.IdnHost}", StringComparison.OrdinalIgnoreCase)
                : url.IdnHost.Equals(prefix.IdnHost, StringComparison.OrdinalIgnoreCase))
            && (prefix.AbsolutePath == "/" || IsBeneath(url.AbsolutePath, prefix.AbsolutePath)));

    /// <summary>What servers may read as a way up, though <see cref="Uri"/> does not, is beneath nothing.</summary>
    private static bool IsBeneath(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal)
        && !path.Contains("%2f", StringComparison.OrdinalIgnoreCase)
        && !path.Contains("%5c", StringComparison.OrdinalIgnoreCase)
        && !path.Contains("%2e", StringComparison.OrdinalIgnoreCase)
        && !path.Contains("/..", StringComparison.Ordinal);
}
