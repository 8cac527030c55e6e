using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Json;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>How a request went; or, after a DELETE, the object that is being deleted.</summary>
[JsonConverter(typeof(StatusConverter))]
public record V1Status : IKubernetesObject<V1ListMeta>
{
    public const string KubeApiVersion = "v1";
    public const string KubeKind = "Status";
    public const string KubeGroup = "";

    public string ApiVersion { get; set; }
    public int? Code { get; set; }
    public V1StatusDetails Details { get; set; }
    public string Kind { get; set; }
    public string Message { get; set; }
    public V1ListMeta Metadata { get; set; }
    public string Reason { get; set; }
    public string Status { get; set; }

    /// <summary>True where the server answered with the object rather than with a Status.</summary>
    public bool HasObject => Original.ValueKind == JsonValueKind.Object;

    internal JsonElement Original { get; init; }

    /// <summary>The object the server answered with; null where <see cref="HasObject"/> is false.</summary>
    public T ObjectView<T>() => HasObject ? KubernetesJson.Deserialize<T>(Original) : default;
}
