using System.ComponentModel.DataAnnotations;

namespace JobWorker.Host.Hosting;

/// <summary>What messages may ask for. Section <c>Policy</c>; read once, at start. An empty list allows everything.</summary>
internal sealed class PolicyOptions
{
    public const string Section = "Policy";

    /// <summary>The worker's own namespace: allowed when <see cref="Namespaces"/> is empty. Default <c>default</c>; also <c>POD_NAMESPACE</c>.</summary>
    [Required, RegularExpression("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")]
    public string OwnNamespace { get; init; } = "default";

    /// <summary>Namespaces Jobs may be created in; <c>*</c> allows all. Default: the worker's own.</summary>
    public string[] Namespaces { get; init; } = [];

    /// <summary>What an image must begin with.</summary>
    public string[] ImagePrefixes { get; init; } = [];

    /// <summary>Service accounts that may be named.</summary>
    public string[] ServiceAccounts { get; init; } = [];

    /// <summary>Persistent volume claims that may be mounted.</summary>
    public string[] VolumeClaims { get; init; } = [];

    /// <summary>ConfigMaps that may be read.</summary>
    public string[] ConfigMaps { get; init; } = [];

    /// <summary>Secrets that may be read.</summary>
    public string[] Secrets { get; init; } = [];

    /// <summary>Node labels that may be selected by.</summary>
    public string[] NodeSelectorKeys { get; init; } = [];

    /// <summary>Hosts callbacks may go to.</summary>
    public string[] WebhookHosts { get; init; } = [];

    /// <summary>Most cpu a container may ask for or use: a Kubernetes quantity. None: no cap.</summary>
    public string? MaxCpu { get; init; }

    /// <summary>Most memory a container may ask for or use: a Kubernetes quantity. None: no cap.</summary>
    public string? MaxMemory { get; init; }

    /// <summary>Most GPUs. 0 to 16; none: no cap.</summary>
    [Range(0, 16)]
    public int? MaxGpus { get; init; }
}
