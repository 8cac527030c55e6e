using k8s.Autorest;
using k8s.Models;

namespace k8s;

public static partial class CoreV1OperationsExtensions
{
    /// <summary>Creates a ConfigMap; 409 where one of that name exists.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1ConfigMap> CreateNamespacedConfigMapAsync(
        this ICoreV1Operations operations, V1ConfigMap body, string namespaceParameter, string dryRun = null,
        string fieldManager = null, string fieldValidation = null, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.CreateNamespacedConfigMapWithHttpMessagesAsync(
            body, namespaceParameter, dryRun, fieldManager, fieldValidation, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>Reads a ConfigMap; 404 where there is none.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1ConfigMap> ReadNamespacedConfigMapAsync(
        this ICoreV1Operations operations, string name, string namespaceParameter, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.ReadNamespacedConfigMapWithHttpMessagesAsync(
            name, namespaceParameter, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>Replaces a ConfigMap; 409 where its resourceVersion is not the newest.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1ConfigMap> ReplaceNamespacedConfigMapAsync(
        this ICoreV1Operations operations, V1ConfigMap body, string name, string namespaceParameter, string dryRun = null,
        string fieldManager = null, string fieldValidation = null, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.ReplaceNamespacedConfigMapWithHttpMessagesAsync(
            body, name, namespaceParameter, dryRun, fieldManager, fieldValidation, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>Deletes a ConfigMap; <c>propagationPolicy</c> says what becomes of its dependents.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Status> DeleteNamespacedConfigMapAsync(
        this ICoreV1Operations operations, string name, string namespaceParameter, V1DeleteOptions body = null,
        string dryRun = null, int? gracePeriodSeconds = null, bool? orphanDependents = null, string propagationPolicy = null,
        bool? pretty = null, CancellationToken cancellationToken = default)
    {
        using var answer = await operations.DeleteNamespacedConfigMapWithHttpMessagesAsync(
            name, namespaceParameter, body, dryRun, gracePeriodSeconds, orphanDependents, propagationPolicy, pretty, null,
            cancellationToken);

        return answer.Body;
    }
}
