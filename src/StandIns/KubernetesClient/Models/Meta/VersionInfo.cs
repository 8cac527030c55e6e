using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>The server's version.</summary>
public record VersionInfo
{
    [JsonPropertyName("buildDate")] public string BuildDate { get; set; }
    [JsonPropertyName("compiler")] public string Compiler { get; set; }
    [JsonPropertyName("gitCommit")] public string GitCommit { get; set; }
    [JsonPropertyName("gitTreeState")] public string GitTreeState { get; set; }
    [JsonPropertyName("gitVersion")] public string GitVersion { get; set; }
    [JsonPropertyName("goVersion")] public string GoVersion { get; set; }
    [JsonPropertyName("major")] public string Major { get; set; }
    [JsonPropertyName("minor")] public string Minor { get; set; }
    [JsonPropertyName("platform")] public string Platform { get; set; }
}
