using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Api;

/// <summary>What a path under <c>/api</c> or <c>/apis</c> points at.</summary>
/// <param name="Type">The kind of object.</param>
/// <param name="Namespace">None: all namespaces, or a kind outside them.</param>
/// <param name="Name">None: the collection.</param>
/// <param name="Subresource">Such as <c>status</c> or <c>log</c>; none for the object itself.</param>
internal sealed record RequestPath(ResourceType Type, string? Namespace, string? Name, string? Subresource)
{
    /// <summary>Reads a path. None: it leads to nothing this server has.</summary>
    public static RequestPath? Parse(string path) => path.Trim('/').Split('/') switch
    {
        ["api", "v1", .. var rest] => Within("", "v1", rest),
        ["apis", var group, var version, .. var rest] => Within(group, version, rest),
        _ => null,
    };

    private static RequestPath? Within(string group, string version, string[] rest) => rest switch
    {
        ["namespaces", var ns, var plural] when Namespaced(group, version, plural) is { } type => new(type, ns, null, null),
        ["namespaces", var ns, var plural, var name] when Namespaced(group, version, plural) is { } type =>
            new(type, ns, name, null),
        ["namespaces", var ns, var plural, var name, var sub] when Namespaced(group, version, plural) is { } type =>
            new(type, ns, name, sub),
        [var plural] when ResourceType.ByPlural(group, version, plural) is { } type => new(type, null, null, null),
        [var plural, var name] when ClusterWide(group, version, plural) is { } type => new(type, null, name, null),
        [var plural, var name, var sub] when ClusterWide(group, version, plural) is { } type => new(type, null, name, sub),
        _ => null,
    };

    private static ResourceType? Namespaced(string group, string version, string plural) =>
        ResourceType.ByPlural(group, version, plural) is { Namespaced: true } type ? type : null;

    private static ResourceType? ClusterWide(string group, string version, string plural) =>
        ResourceType.ByPlural(group, version, plural) is { Namespaced: false } type ? type : null;
}
