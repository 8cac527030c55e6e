namespace JobWorker.Core.Policies;

/// <summary>Where the callbacks of some jobs may go.</summary>
public sealed record CallbackRule
{
    /// <summary>Only for jobs in this namespace; none: in any.</summary>
    public string? Namespace { get; init; }

    /// <summary>Only for jobs of this service; none: of any.</summary>
    public string? Service { get; init; }

    /// <summary>Patterns of URLs, as <see cref="UrlPattern"/> reads them; none allow nothing.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Whether the rule lets callbacks of such a job go to <paramref name="url"/>.</summary>
    /// <param name="space">The job's namespace; none where it is not known: only rules for all namespaces count then.</param>
    /// <param name="service">The job's service; the same.</param>
    /// <param name="url">An absolute URL.</param>
    public bool Allows(string? space, string? service, Uri url) =>
        (Namespace is null || Namespace == space)
        && (Service is null || Service == service)
        && Urls.Any(pattern => UrlPattern.Parse(pattern)?.Fits(url) == true);
}
