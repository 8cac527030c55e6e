using JobWorker.Core.Policies;
using k8s.Models;

namespace JobWorker.Host.Cluster.Access;

/// <summary>One thing this service does with the API server. The roles in <c>deploy/</c> grant exactly these.</summary>
/// <param name="Verb">Such as <c>create</c>.</param>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Resource">Such as <c>jobs</c> or <c>pods/log</c>.</param>
/// <param name="Namespace">Where; none means in every namespace.</param>
/// <param name="IsVital">Without it no job can be run to its end; without the others people are told less.</param>
internal sealed record AccessRight(string Verb, string Group, string Resource, string? Namespace, bool IsVital)
{
    private static readonly (string Group, string Resource, string[] Verbs, bool IsVital)[] Used =
    [
        ("batch", "jobs", ["create", "get", "list", "watch", "patch", "delete"], true),
        ("", "pods", ["list", "watch"], true),
        ("", "pods/log", ["get"], false),
        ("", "events", ["list"], false),
    ];

    /// <summary>What is used where policy lets Jobs be created. Several namespaces are watched as one: across the cluster.</summary>
    public static IReadOnlyList<AccessRight> Needed(JobPolicy policy)
    {
        IEnumerable<string?> everywhere = [null];
        var each = policy.Namespaces.Contains(JobPolicy.Any) ? everywhere : policy.Namespaces;
        var watched = policy.Namespaces.Count > 1 ? everywhere : each;

        return
        [
            .. from kind in Used
               from verb in kind.Verbs
               from space in IsWatch(verb, kind.Resource) ? watched : each
               select new AccessRight(verb, kind.Group, kind.Resource, space, kind.IsVital),
        ];
    }

    /// <summary>The question as the API server is asked it.</summary>
    public V1SelfSubjectAccessReview Review() => new()
    {
        Spec = new V1SelfSubjectAccessReviewSpec
        {
            ResourceAttributes = new V1ResourceAttributes
            {
                Verb = Verb,
                Group = Group,
                Resource = Resource.Split('/')[0],
                Subresource = Resource.Split('/') is [_, var sub] ? sub : null,
                NamespaceProperty = Namespace,
            },
        },
    };

    /// <summary>For people, such as <c>create jobs.batch in namespace build</c>.</summary>
    public override string ToString() =>
        $"{Verb} {Resource}{(Group.Length > 0 ? "." + Group : "")} in {(Namespace is null ? "all namespaces" : "namespace " + Namespace)}";

    private static bool IsWatch(string verb, string resource) => verb is "list" or "watch" && (resource is "jobs" or "pods");
}
