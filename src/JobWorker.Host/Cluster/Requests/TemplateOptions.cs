namespace JobWorker.Host.Cluster.Requests;

/// <summary>What lies beneath the Jobs of messages. Section <c>Templates</c>; changes count from the next Job on.</summary>
internal sealed class TemplateOptions
{
    public const string Section = "Templates";

    /// <summary>
    /// File with a Job manifest, JSON or YAML, for every service without one of its own. None: nothing lies beneath.
    /// </summary>
    public string? Default { get; init; }

    /// <summary>Such a file for each service that has its own, by the service's name.</summary>
    public IDictionary<string, string> Services { get; init; } = new Dictionary<string, string>();
}
