using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>Secret values by key; base64 in JSON, plain bytes here.</summary>
public record V1Secret : IKubernetesObject<V1ObjectMeta>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Secret";
    public const string KubeGroup = "";
    public const string KubePluralName = "secrets";

    [JsonPropertyName("apiVersion")] public string ApiVersion { get; set; }
    [JsonPropertyName("data")] public IDictionary<string, byte[]> Data { get; set; }
    [JsonPropertyName("immutable")] public bool? Immutable { get; set; }
    [JsonPropertyName("kind")] public string Kind { get; set; }
    [JsonPropertyName("metadata")] public V1ObjectMeta Metadata { get; set; }
    [JsonPropertyName("stringData")] public IDictionary<string, string> StringData { get; set; }
    [JsonPropertyName("type")] public string Type { get; set; }
}
