using System.Text.Json.Serialization;
using k8s.Json;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>Something that happened to an object; kept for about an hour, best effort.</summary>
public record Corev1Event : IKubernetesObject<V1ObjectMeta>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Event";
    public const string KubeGroup = "";
    public const string KubePluralName = "events";

    [JsonPropertyName("action")] public string Action { get; set; }
    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("count")] public int? Count { get; set; }
    [JsonPropertyName("eventTime"), JsonConverter(typeof(MicroTimeConverter))] public DateTime? EventTime { get; set; }
    [JsonPropertyName("firstTimestamp")] public DateTime? FirstTimestamp { get; set; }
    [JsonPropertyName("involvedObject")] public V1ObjectReference InvolvedObject { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("lastTimestamp")] public DateTime? LastTimestamp { get; set; }
    [JsonPropertyName("message")] public string Message { get; set; }
    [JsonPropertyName("metadata")] public V1ObjectMeta Metadata { get; set; }
    [JsonPropertyName("reason")] public string Reason { get; set; }
    [JsonPropertyName("related")] public V1ObjectReference Related { get; set; }
    [JsonPropertyName("reportingComponent")] public string ReportingComponent { get; set; }
    [JsonPropertyName("reportingInstance")] public string ReportingInstance { get; set; }
    [JsonPropertyName("series")] public Corev1EventSeries Series { get; set; }
    [JsonPropertyName("source")] public V1EventSource Source { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}

/// <summary>Events, as one LIST answers them.</summary>
public record Corev1EventList : IKubernetesObject<V1ListMeta>, IItems<Corev1Event>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "EventList";
    public const string KubeGroup = "";
    public const string KubePluralName = "events";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("items")] public IList<Corev1Event> Items { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ListMeta Metadata { get; set; }
}

/// <summary>How often an event repeated.</summary>
public record Corev1EventSeries
{
    [JsonPropertyName("count")] public int? Count { get; set; }
    [JsonPropertyName("lastObservedTime"), JsonConverter(typeof(MicroTimeConverter))]
    public DateTime? LastObservedTime { get; set; }
}

/// <summary>Who reported an event.</summary>
public record V1EventSource
{
    [JsonPropertyName("component")] public string Component { get; set; }
    [JsonPropertyName("host")] public string Host { get; set; }
}
