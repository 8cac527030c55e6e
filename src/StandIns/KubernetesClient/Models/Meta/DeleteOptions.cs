using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>How to delete: grace period in seconds, what becomes of dependents, preconditions.</summary>
public record V1DeleteOptions : IKubernetesObject
{
    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("dryRun")] public IList<string> DryRun { get; set; }
    [JsonPropertyName("gracePeriodSeconds")] public long? GracePeriodSeconds { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("orphanDependents")] public bool? OrphanDependents { get; set; }
    [JsonPropertyName("preconditions")] public V1Preconditions Preconditions { get; set; }
    [JsonPropertyName("propagationPolicy")] public string PropagationPolicy { get; set; }
}

/// <summary>What must still be so for a change to happen.</summary>
public record V1Preconditions
{
    [JsonPropertyName("resourceVersion")] public string ResourceVersion { get; set; }
    [JsonPropertyName("uid")] public string Uid { get; set; }
}
