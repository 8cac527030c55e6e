namespace k8s;

/// <summary>The API of one Kubernetes server, by group and version. Safe for use by many callers at once.</summary>
public interface IKubernetes : IDisposable
{
    /// <summary>Where the server is; paths of the API come after it.</summary>
    Uri BaseUri { get; set; }

    /// <summary>Pods, ConfigMaps, Secrets, namespaces and events.</summary>
    ICoreV1Operations CoreV1 { get; }

    /// <summary>Questions about the caller's rights.</summary>
    IAuthorizationV1Operations AuthorizationV1 { get; }

    /// <summary>Jobs.</summary>
    IBatchV1Operations BatchV1 { get; }

    /// <summary>Objects of any group.</summary>
    ICustomObjectsOperations CustomObjects { get; }

    /// <summary>The version of the server.</summary>
    IVersionOperations Version { get; }
}
