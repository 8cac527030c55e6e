using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>What a failed pod means for its Job; the first rule that matches decides.</summary>
public record V1PodFailurePolicy
{
    [JsonPropertyName("rules")] public IList<V1PodFailurePolicyRule> Rules { get; set; }
}

/// <summary>One rule: an action, and the exit codes or pod conditions that call for it.</summary>
public record V1PodFailurePolicyRule
{
    [JsonPropertyName("action")] public string Action { get; set; }
    [JsonPropertyName("onExitCodes")] public V1PodFailurePolicyOnExitCodesRequirement OnExitCodes { get; set; }
    [JsonPropertyName("onPodConditions")] public IList<V1PodFailurePolicyOnPodConditionsPattern> OnPodConditions { get; set; }
}

/// <summary>Exit codes that are (In) or are not (NotIn) in a list.</summary>
public record V1PodFailurePolicyOnExitCodesRequirement
{
    [JsonPropertyName("containerName")] public string ContainerName { get; set; }
    [JsonPropertyName("operator")] public string OperatorProperty { get; set; }
    [JsonPropertyName("values")] public IList<int?> Values { get; set; }
}

/// <summary>A pod condition, by type and status.</summary>
public record V1PodFailurePolicyOnPodConditionsPattern
{
    [JsonPropertyName("status")] public string Status { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}
