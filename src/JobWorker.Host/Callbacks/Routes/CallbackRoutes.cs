using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks.Routes;

/// <summary>Which route a callback takes: the one with the longest prefix its URL lies beneath.</summary>
internal sealed class CallbackRoutes(IOptions<CallbackOptions> options)
{
    private readonly CallbackRoute[] _routes = [.. options.Value.Routes.OrderByDescending(route => route.Prefix.Length)];

    /// <summary>The route of <paramref name="url"/>; none when it takes the way of all others.</summary>
    public CallbackRoute? Of(Uri url) => Array.Find(_routes, route => route.Holds(url));

    /// <summary>The keys that sign what goes to <paramref name="url"/>; none: it goes unsigned.</summary>
    public IEnumerable<string> KeysOf(Uri url) => Of(url)?.Secrets ?? options.Value.AllSecrets;
}
