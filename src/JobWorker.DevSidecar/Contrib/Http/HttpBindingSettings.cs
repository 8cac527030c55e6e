using System.Globalization;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Contrib.Http;

/// <summary>The metadata of a <c>bindings.http</c> component.</summary>
/// <param name="Url">Where calls go; a call's <c>path</c> is appended.</param>
/// <param name="Timeout">For one call; none waits as long as it takes.</param>
/// <param name="MaxResponse">Bytes read of a response, the rest is cut off; 0 and less for no limit. Default 100 MiB.</param>
/// <param name="ErrorIfNot2xx">Any other status fails the call. Default true.</param>
/// <param name="SecurityHeader">The header that carries <paramref name="SecurityToken"/>.</param>
/// <param name="SecurityToken">Sent with every call where both are set.</param>
internal sealed record HttpBindingSettings(
    string Url, TimeSpan? Timeout, long MaxResponse, bool ErrorIfNot2xx, string SecurityHeader, string SecurityToken)
{
    private static readonly string[] Unsupported = ["MTLSRootCA", "MTLSClientCert", "MTLSClientKey", "MTLSRenegotiation"];

    /// <exception cref="ComponentException">A value cannot be used.</exception>
    public static HttpBindingSettings Read(ComponentSpec spec)
    {
        foreach (var key in Unsupported.Where(key => spec.Get(key).Length > 0))
        {
            throw new ComponentException($"{key} is not supported by this sidecar.");
        }

        var url = spec.Get("url");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new ComponentException($"url must be an http or https address, not \"{url}\".");
        }

        return new HttpBindingSettings(
            url, ReadTimeout(spec.Get("responseTimeout")), ReadSize(spec.Get("maxResponseBodySize", "100Mi")),
            IsTruthy(spec.Get("errorIfNot2XX", "true")), spec.Get("securityTokenHeader"), spec.Get("securityToken"));
    }

    /// <summary>The words Dapr takes for yes.</summary>
    public static bool IsTruthy(string text) =>
        text.Trim().ToUpperInvariant() is "Y" or "YES" or "TRUE" or "T" or "ON" or "1";

    private static TimeSpan? ReadTimeout(string text) =>
        text.Length == 0 ? null
        : GoDuration.TryParse(text, out var time) ? time
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
        : throw new ComponentException($"responseTimeout must be a duration such as 10s, not \"{text}\".");

    private static long ReadSize(string text) => ByteSize.TryParse(text, out var bytes)
        ? bytes
        : throw new ComponentException($"maxResponseBodySize must be a size such as 1Mi, not \"{text}\".");
}
