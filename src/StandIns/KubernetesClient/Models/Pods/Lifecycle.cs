using System.Text.Json.Serialization;

#pragma warning disable CS1591 // The properties are the fields of the Kubernetes API, by their names.

namespace k8s.Models;

/// <summary>What to do after the start and before the stop of a container.</summary>
public record V1Lifecycle
{
    [JsonPropertyName("postStart")] public V1LifecycleHandler PostStart { get; set; }
    [JsonPropertyName("preStop")] public V1LifecycleHandler PreStop { get; set; }
}

/// <summary>One action of a lifecycle: exactly one is set.</summary>
public record V1LifecycleHandler
{
    [JsonPropertyName("exec")] public V1ExecAction Exec { get; set; }
    [JsonPropertyName("httpGet")] public V1HTTPGetAction HttpGet { get; set; }
    [JsonPropertyName("tcpSocket")] public V1TCPSocketAction TcpSocket { get; set; }
}

/// <summary>A question asked of a container at intervals; periods and delays in seconds.</summary>
public record V1Probe
{
    [JsonPropertyName("exec")] public V1ExecAction Exec { get; set; }
    [JsonPropertyName("failureThreshold")] public int? FailureThreshold { get; set; }
    [JsonPropertyName("grpc")] public V1GRPCAction Grpc { get; set; }
    [JsonPropertyName("httpGet")] public V1HTTPGetAction HttpGet { get; set; }
    [JsonPropertyName("initialDelaySeconds")] public int? InitialDelaySeconds { get; set; }
    [JsonPropertyName("periodSeconds")] public int? PeriodSeconds { get; set; }
    [JsonPropertyName("successThreshold")] public int? SuccessThreshold { get; set; }
    [JsonPropertyName("tcpSocket")] public V1TCPSocketAction TcpSocket { get; set; }
    [JsonPropertyName("terminationGracePeriodSeconds")] public long? TerminationGracePeriodSeconds { get; set; }
    [JsonPropertyName("timeoutSeconds")] public int? TimeoutSeconds { get; set; }
}

/// <summary>A command run in the container; exit code 0 is healthy.</summary>
public record V1ExecAction
{
    [JsonPropertyName("command")] public IList<string> Command { get; set; }
}

/// <summary>A GET; 200 to 399 is healthy.</summary>
public record V1HTTPGetAction
{
    [JsonPropertyName("host")] public string Host { get; set; }
    [JsonPropertyName("httpHeaders")] public IList<V1HTTPHeader> HttpHeaders { get; set; }
    [JsonPropertyName("path")] public string Path { get; set; }
    [JsonPropertyName("port")] public IntOrString Port { get; set; }
    [JsonPropertyName("scheme")] public string Scheme { get; set; }
}

/// <summary>A header of a probe.</summary>
public record V1HTTPHeader
{
    [JsonPropertyName("name")] public string Name { get; set; }
    [JsonPropertyName("value")] public string Value { get; set; }
}

/// <summary>A connection; open is healthy.</summary>
public record V1TCPSocketAction
{
    [JsonPropertyName("host")] public string Host { get; set; }
    [JsonPropertyName("port")] public IntOrString Port { get; set; }
}

/// <summary>A call to the gRPC health service.</summary>
public record V1GRPCAction
{
    [JsonPropertyName("port")] public int Port { get; set; }
    [JsonPropertyName("service")] public string Service { get; set; }
}
