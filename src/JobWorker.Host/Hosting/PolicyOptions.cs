using System.ComponentModel.DataAnnotations;
using JobWorker.Core.Messages;
using JobWorker.Core.Policies;

namespace JobWorker.Host.Hosting;

/// <summary>What messages may ask for. Section <c>Policy</c>; read once, at start. An empty list allows everything.</summary>
internal sealed class PolicyOptions : IValidatableObject
{
    public const string Section = "Policy";

    /// <summary>
    /// The worker's own namespace, the only one allowed when <see cref="Namespaces"/> is empty. Default <c>default</c>; also
    /// <c>POD_NAMESPACE</c>.
    /// </summary>
    [Required, RegularExpression("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")]
    public string OwnNamespace { get; init; } = "default";

    /// <summary>Namespaces Jobs may be created in; <c>*</c> allows all. Default: the worker's own.</summary>
    public string[] Namespaces { get; init; } = [];

    /// <summary>What an image must begin with.</summary>
    public string[] ImagePrefixes { get; init; } = [];

    /// <summary>Service accounts that may be named.</summary>
    public string[] ServiceAccounts { get; init; } = [];

    /// <summary>Persistent volume claims that may be mounted.</summary>
    public string[] PersistentVolumeClaims { get; init; } = [];

    /// <summary>ConfigMaps that may be read.</summary>
    public string[] ConfigMaps { get; init; } = [];

    /// <summary>Secrets that may be read.</summary>
    public string[] Secrets { get; init; } = [];

    /// <summary>Node labels that may be selected by.</summary>
    public string[] NodeSelectorKeys { get; init; } = [];

    /// <summary>Hosts callbacks may go to.</summary>
    public string[] WebhookHosts { get; init; } = [];

    /// <summary>Where callbacks may go, for jobs of some namespaces or services or for all. None: anywhere.</summary>
    public CallbackRule[] Callbacks { get; init; } = [];

    /// <summary>Most cpu a job may ask for: a Kubernetes quantity such as <c>4</c>. None: no cap.</summary>
    public string? Cpu { get; init; }

    /// <summary>Most memory a job may ask for: a Kubernetes quantity such as <c>8Gi</c>. None: no cap.</summary>
    public string? Memory { get; init; }

    /// <summary>Most GPUs. 0 to 16; none: no cap.</summary>
    [Range(0, 16)]
    public int? Gpus { get; init; }

    /// <summary>The rules, ready to check with.</summary>
    public JobPolicy ToPolicy() => new()
    {
        Namespaces = Namespaces.Length > 0 ? Namespaces : [OwnNamespace],
        ImagePrefixes = ImagePrefixes,
        ServiceAccounts = ServiceAccounts,
        PersistentVolumeClaims = PersistentVolumeClaims,
        ConfigMaps = ConfigMaps,
        Secrets = Secrets,
        NodeSelectorKeys = NodeSelectorKeys,
        WebhookHosts = WebhookHosts,
        Callbacks = Callbacks,
        Cpu = Cpu,
        Memory = Memory,
        Gpus = Gpus,
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, value) in ((string, string?)[])[(nameof(Cpu), Cpu), (nameof(Memory), Memory)])
        {
            if (value is not null && !Quantity.TryParse(value, out _))
            {
                yield return new ValidationResult($"{name} must be a Kubernetes quantity such as 4 or 8Gi.", [name]);
            }
        }

        foreach (var (rule, i) in Callbacks.Select((rule, i) => (rule, i)))
        {
            foreach (var problem in Problems(rule, $"{Section}:{nameof(Callbacks)}:{i}"))
            {
                yield return new ValidationResult(problem, [nameof(Callbacks)]);
            }
        }
    }

    private static IEnumerable<string> Problems(CallbackRule rule, string name)
    {
        if (rule.Urls is not [_, ..])
        {
            yield return $"{name}:Urls must have at least one pattern; * allows any URL.";
        }

        foreach (var (url, i) in (rule.Urls ?? []).Select((url, i) => (url, i)))
        {
            if (UrlPattern.Parse(url) is null)
            {
                yield return $"{name}:Urls:{i} {UrlPattern.Rule}.";
            }
        }
    }
}
