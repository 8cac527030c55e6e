using System.ComponentModel.DataAnnotations;

namespace JobWorker.Host.Callbacks.Routes;

/// <summary>What is different for the receivers beneath one URL. An element of <c>Callbacks:Routes</c>.</summary>
internal sealed class CallbackRoute
{
    /// <summary>An absolute http or https URL that ends with a slash, such as <c>https://hooks.example.com/</c>.</summary>
    [Required]
    public string Prefix { get; init; } = "";

    /// <summary>
    /// An HTTP output binding whose <c>url</c> is the prefix: callbacks go through it, past the egress endpoint. None: through
    /// <c>Callbacks:Binding</c>.
    /// </summary>
    public string? Binding { get; init; }

    /// <summary>Keys that sign, as <c>Callbacks:Secrets</c>, which they replace. None given: those.</summary>
    public IList<string>? Secrets { get; init; }

    /// <summary>The prefix as a URL; none where it is not one.</summary>
    public Uri? Url => Prefix.EndsWith('/') && Uri.TryCreate(Prefix, UriKind.Absolute, out var url)
        && url is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" }
        ? url
        : null;

    /// <summary>Whether <paramref name="url"/> lies beneath the prefix.</summary>
    public bool Holds(Uri url) => Url is { } prefix
        && (url.Scheme, url.IdnHost, url.Port) == (prefix.Scheme, prefix.IdnHost, prefix.Port)
        && url.AbsolutePath.StartsWith(prefix.AbsolutePath, StringComparison.Ordinal);

    /// <summary>What <paramref name="url"/> has beyond the prefix: the rest of its path, and its query.</summary>
    public string Rest(Uri url) => url.PathAndQuery[Url!.AbsolutePath.Length..];
}
