using System.Collections.Immutable;
using JobWorker.Core.Messages;

namespace JobWorker.Core.Policies;

/// <summary>The rules of a policy, one to a line.</summary>
internal static class PolicyCheck
{
    public static IEnumerable<Violation> Violations(JobPolicy policy, JobRequest request)
    {
        var job = request.Job;

        return
        [
            .. Namespace(policy, job.Namespace),
            .. Listed("job.image", nameof(policy.ImagePrefixes), policy.ImagePrefixes, [job.Image], StartsWith),
            .. Listed("job.serviceAccount", nameof(policy.ServiceAccounts), policy.ServiceAccounts, OrNone(job.ServiceAccount)),
            .. Cap(
                "job.activeDeadlineSeconds",
                nameof(policy.ActiveDeadlineSeconds),
                policy.ActiveDeadlineSeconds,
                job.ActiveDeadlineSeconds),
            .. Cap("job.gpuNumber", nameof(policy.Gpus), policy.Gpus, job.Gpus),
            .. Listed("job.envFrom", nameof(policy.ConfigMaps), policy.ConfigMaps, Sources(job, EnvSourceKind.ConfigMap)),
            .. Listed("job.envFrom", nameof(policy.Secrets), policy.Secrets, Sources(job, EnvSourceKind.Secret)),
            .. Cap("job.resources.limits.cpu", nameof(policy.Cpu), policy.Cpu, job.Limits.Cpu),
            .. Cap("job.resources.limits.memory", nameof(policy.Memory), policy.Memory, job.Limits.Memory),
            .. Listed("job.nodeSelector", nameof(policy.NodeSelectorKeys), policy.NodeSelectorKeys, job.NodeSelector.Keys),
            .. Listed("job.volumes", nameof(policy.PersistentVolumeClaims), policy.PersistentVolumeClaims, Claims(job)),
            .. Callback(policy, job.Namespace, request.Service, request.WebhookUrl),
        ];
    }

    public static IEnumerable<Violation> Callback(JobPolicy policy, string? space, string? service, string? url) =>
    [
        .. Webhook(policy, "webhook.url", url),
        .. url is not null && policy.Callbacks is [_, ..] rules && !IsAllowed(rules, space, service, url)
            ? [new Violation(
                "webhook.url",
                $"policy {nameof(policy.Callbacks)} does not allow '{url}' for namespace '{space}' and service '{service}'")]
            : Array.Empty<Violation>(),
    ];

    public static IEnumerable<Violation> Webhook(JobPolicy policy, string field, string? url) =>
        Listed(field, nameof(policy.WebhookHosts), policy.WebhookHosts, Host(url), SameHost);

    private static bool IsAllowed(IReadOnlyList<CallbackRule> rules, string? space, string? service, string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var target) && rules.Any(rule => rule.Allows(space, service, target));

    private static IEnumerable<Violation> Namespace(JobPolicy policy, string name) =>
        policy.Namespaces.Any(allowed => allowed == name || allowed == JobPolicy.Any)
            ? []
            : [NotAllowed("job.namespace", nameof(policy.Namespaces), name)];

    private static IEnumerable<Violation> Listed(
        string field,
        string rule,
        IReadOnlyList<string>? allowed,
        IEnumerable<string> asked,
        Func<string, string, bool>? fits = null) =>
        from name in asked.Distinct(StringComparer.Ordinal)
        where allowed is [_, ..] && !allowed.Any(entry => (fits ?? Same)(name, entry))
        select NotAllowed(field, rule, name);

    private static IEnumerable<Violation> Cap(string field, string rule, int? most, int asked) =>
        most < asked ? [new Violation(field, $"policy {rule} allows at most {most}, not {asked}")] : [];

    private static IEnumerable<Violation> Cap(string field, string rule, string? most, string? asked)
    {
        if (most is null)
        {
            return [];
        }

        if (!Quantity.TryParse(most, out var cap))
        {
            return [new Violation(field, $"policy {rule} allows nothing: its cap '{most}' is no quantity")];
        }

        return Quantity.TryParse(asked, out var limit) && limit <= cap
            ? []
            : [new Violation(field, $"policy {rule} allows at most {most}, not {asked ?? "an open end"}")];
    }

    private static Violation NotAllowed(string field, string rule, string asked) =>
        new(field, $"policy {rule} does not allow '{asked}'");

    private static bool Same(string asked, string allowed) => asked == allowed;

    private static bool SameHost(string asked, string allowed) => asked.Equals(allowed, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whole parts must match: <c>reg.example.com</c> does not allow <c>reg.example.com.evil.org/image</c>.</summary>
    private static bool StartsWith(string image, string prefix) =>
        image.StartsWith(prefix, StringComparison.Ordinal)
        && (image.Length == prefix.Length || prefix is [.., '/' or ':' or '@'] || image[prefix.Length] is '/' or ':' or '@');

    private static IEnumerable<string> Sources(JobSpec job, EnvSourceKind kind) =>
        job.EnvFrom.Where(source => source.Kind == kind).Select(source => source.Name);

    private static ImmutableArray<string> OrNone(string? text) => text is null ? [] : [text];

    private static IEnumerable<string> Claims(JobSpec job) => job.Volumes.Select(volume => volume.Pvc);

    private static ImmutableArray<string> Host(string? url) =>
        url is null ? [] : [Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.IdnHost : url];
}
