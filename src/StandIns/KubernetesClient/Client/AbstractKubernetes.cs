using k8s.Http;
using k8s.Operations;

namespace k8s;

/// <summary>The groups of the API over one connection.</summary>
public abstract class AbstractKubernetes
{
    private protected AbstractKubernetes(ApiClient api)
    {
        CoreV1 = new CoreV1Operations(api);
        AuthorizationV1 = new AuthorizationV1Operations(api);
        BatchV1 = new BatchV1Operations(api);
        CustomObjects = new CustomObjectsOperations(api);
        Version = new VersionOperations(api);
    }

    /// <inheritdoc cref="IKubernetes.CoreV1"/>
    public ICoreV1Operations CoreV1 { get; }

    /// <inheritdoc cref="IKubernetes.AuthorizationV1"/>
    public IAuthorizationV1Operations AuthorizationV1 { get; }

    /// <inheritdoc cref="IKubernetes.BatchV1"/>
    public IBatchV1Operations BatchV1 { get; }

    /// <inheritdoc cref="IKubernetes.CustomObjects"/>
    public ICustomObjectsOperations CustomObjects { get; }

    /// <inheritdoc cref="IKubernetes.Version"/>
    public IVersionOperations Version { get; }
}
