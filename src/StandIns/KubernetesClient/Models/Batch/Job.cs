using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>A run to completion of one or more pods.</summary>
public record V1Job : IKubernetesObject<V1ObjectMeta>, ISpec<V1JobSpec>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Job";
    public const string KubeGroup = "batch";
    public const string KubePluralName = "jobs";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ObjectMeta Metadata { get; set; }
    [JsonPropertyName("spec")] public V1JobSpec Spec { get; set; }
    [JsonPropertyName("status")] public V1JobStatus Status { get; set; }
}

/// <summary>Jobs, as one LIST answers them.</summary>
public record V1JobList : IKubernetesObject<V1ListMeta>, IItems<V1Job>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "JobList";
    public const string KubeGroup = "batch";
    public const string KubePluralName = "jobs";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("items")] public IList<V1Job> Items { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ListMeta Metadata { get; set; }
}

/// <summary>What a Job runs and how often it tries; deadlines and times to live are in seconds.</summary>
public record V1JobSpec
{
    [JsonPropertyName("activeDeadlineSeconds")] public long? ActiveDeadlineSeconds { get; set; }
    [JsonPropertyName("backoffLimit")] public int? BackoffLimit { get; set; }
    [JsonPropertyName("completionMode")] public string CompletionMode { get; set; }
    [JsonPropertyName("completions")] public int? Completions { get; set; }
    [JsonPropertyName("manualSelector")] public bool? ManualSelector { get; set; }
    [JsonPropertyName("parallelism")] public int? Parallelism { get; set; }
    [JsonPropertyName("podFailurePolicy")] public V1PodFailurePolicy PodFailurePolicy { get; set; }
    [JsonPropertyName("selector")] public V1LabelSelector Selector { get; set; }
    [JsonPropertyName("suspend")] public bool? Suspend { get; set; }
    [JsonPropertyName("template")] public V1PodTemplateSpec Template { get; set; }
    [JsonPropertyName("ttlSecondsAfterFinished")] public int? TtlSecondsAfterFinished { get; set; }
}

/// <summary>How far a Job has come. Its outcome is in the conditions, not in the counts.</summary>
public record V1JobStatus
{
    [JsonPropertyName("active")] public int? Active { get; set; }
    [JsonPropertyName("completedIndexes")] public string CompletedIndexes { get; set; }
    [JsonPropertyName("completionTime")] public DateTime? CompletionTime { get; set; }
    [JsonPropertyName("conditions")] public IList<V1JobCondition> Conditions { get; set; }
    [JsonPropertyName("failed")] public int? Failed { get; set; }
    [JsonPropertyName("ready")] public int? Ready { get; set; }
    [JsonPropertyName("startTime")] public DateTime? StartTime { get; set; }
    [JsonPropertyName("succeeded")] public int? Succeeded { get; set; }
    [JsonPropertyName("uncountedTerminatedPods")] public V1UncountedTerminatedPods UncountedTerminatedPods { get; set; }
}

/// <summary>One fact about a Job, such as Complete or Failed; true only where the status is "True".</summary>
public record V1JobCondition
{
    [JsonPropertyName("lastProbeTime")] public DateTime? LastProbeTime { get; set; }
    [JsonPropertyName("lastTransitionTime")] public DateTime? LastTransitionTime { get; set; }
    [JsonPropertyName("message")] public string Message { get; set; }
    [JsonPropertyName("reason")] public string Reason { get; set; }
    [JsonPropertyName("status")] public string Status { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}

/// <summary>The Job a schedule makes.</summary>
public record V1JobTemplateSpec
{
    [JsonPropertyName("metadata")] public V1ObjectMeta Metadata { get; set; }
    [JsonPropertyName("spec")] public V1JobSpec Spec { get; set; }
}

/// <summary>Pods (by uid) that ended and are not in the counts yet.</summary>
public record V1UncountedTerminatedPods
{
    [JsonPropertyName("failed")] public IList<string> Failed { get; set; }
    [JsonPropertyName("succeeded")] public IList<string> Succeeded { get; set; }
}
