using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>What a pod runs, where, and with which rights.</summary>
public record V1PodSpec
{
    [JsonPropertyName("activeDeadlineSeconds")] public long? ActiveDeadlineSeconds { get; set; }
    [JsonPropertyName("affinity")] public V1Affinity Affinity { get; set; }
    [JsonPropertyName("automountServiceAccountToken")] public bool? AutomountServiceAccountToken { get; set; }
    [JsonPropertyName("containers")] public IList<V1Container> Containers { get; set; }
    [JsonPropertyName("dnsConfig")] public V1PodDNSConfig DnsConfig { get; set; }
    [JsonPropertyName("dnsPolicy")] public string DnsPolicy { get; set; }
    [JsonPropertyName("enableServiceLinks")] public bool? EnableServiceLinks { get; set; }
    [JsonPropertyName("ephemeralContainers")] public IList<V1EphemeralContainer> EphemeralContainers { get; set; }
    [JsonPropertyName("hostAliases")] public IList<V1HostAlias> HostAliases { get; set; }
    [JsonPropertyName("hostIPC")] public bool? HostIPC { get; set; }
    [JsonPropertyName("hostNetwork")] public bool? HostNetwork { get; set; }
    [JsonPropertyName("hostPID")] public bool? HostPID { get; set; }
    [JsonPropertyName("hostUsers")] public bool? HostUsers { get; set; }
    [JsonPropertyName("hostname")] public string Hostname { get; set; }
    [JsonPropertyName("imagePullSecrets")] public IList<V1LocalObjectReference> ImagePullSecrets { get; set; }
    [JsonPropertyName("initContainers")] public IList<V1Container> InitContainers { get; set; }
    [JsonPropertyName("nodeName")] public string NodeName { get; set; }
    [JsonPropertyName("nodeSelector")] public IDictionary<string, string> NodeSelector { get; set; }
    [JsonPropertyName("os")] public V1PodOS Os { get; set; }
    [JsonPropertyName("overhead")] public IDictionary<string, ResourceQuantity> Overhead { get; set; }
    [JsonPropertyName("preemptionPolicy")] public string PreemptionPolicy { get; set; }
    [JsonPropertyName("priority")] public int? Priority { get; set; }
    [JsonPropertyName("priorityClassName")] public string PriorityClassName { get; set; }
    [JsonPropertyName("readinessGates")] public IList<V1PodReadinessGate> ReadinessGates { get; set; }
    [JsonPropertyName("restartPolicy")] public string RestartPolicy { get; set; }
    [JsonPropertyName("runtimeClassName")] public string RuntimeClassName { get; set; }
    [JsonPropertyName("schedulerName")] public string SchedulerName { get; set; }
    [JsonPropertyName("securityContext")] public V1PodSecurityContext SecurityContext { get; set; }
    [JsonPropertyName("serviceAccount")] public string ServiceAccount { get; set; }
    [JsonPropertyName("serviceAccountName")] public string ServiceAccountName { get; set; }
    [JsonPropertyName("setHostnameAsFQDN")] public bool? SetHostnameAsFQDN { get; set; }
    [JsonPropertyName("shareProcessNamespace")] public bool? ShareProcessNamespace { get; set; }
    [JsonPropertyName("subdomain")] public string Subdomain { get; set; }
    [JsonPropertyName("terminationGracePeriodSeconds")] public long? TerminationGracePeriodSeconds { get; set; }
    [JsonPropertyName("tolerations")] public IList<V1Toleration> Tolerations { get; set; }
    [JsonPropertyName("topologySpreadConstraints")]
    public IList<V1TopologySpreadConstraint> TopologySpreadConstraints { get; set; }
    [JsonPropertyName("volumes")] public IList<V1Volume> Volumes { get; set; }
}

/// <summary>The operating system of a pod: linux or windows.</summary>
public record V1PodOS
{
    [JsonPropertyName("name")] public string Name { get; set; }
}

/// <summary>A condition that must hold before a pod counts as ready.</summary>
public record V1PodReadinessGate
{
    [JsonPropertyName("conditionType")] public string ConditionType { get; set; }
}

/// <summary>Names for one address in the pod's hosts file.</summary>
public record V1HostAlias
{
    [JsonPropertyName("hostnames")] public IList<string> Hostnames { get; set; }
    [JsonPropertyName("ip")] public string Ip { get; set; }
}

/// <summary>Name servers and search domains in addition to those of the policy.</summary>
public record V1PodDNSConfig
{
    [JsonPropertyName("nameservers")] public IList<string> Nameservers { get; set; }
    [JsonPropertyName("options")] public IList<V1PodDNSConfigOption> Options { get; set; }
    [JsonPropertyName("searches")] public IList<string> Searches { get; set; }
}

/// <summary>One option of the resolver.</summary>
public record V1PodDNSConfigOption
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("value")] public string Value { get; set; }
}
