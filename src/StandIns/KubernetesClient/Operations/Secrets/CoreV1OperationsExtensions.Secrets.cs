using k8s.Autorest;
using k8s.Models;

namespace k8s;

public static partial class CoreV1OperationsExtensions
{
    /// <summary>Creates a Secret; 409 where one of that name exists.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Secret> CreateNamespacedSecretAsync(
        this ICoreV1Operations operations, V1Secret body, string namespaceParameter, string dryRun = null,
        string fieldManager = null, string fieldValidation = null, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.CreateNamespacedSecretWithHttpMessagesAsync(
            body, namespaceParameter, dryRun, fieldManager, fieldValidation, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>Reads a Secret; 404 where there is none.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Secret> ReadNamespacedSecretAsync(
        this ICoreV1Operations operations, string name, string namespaceParameter, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.ReadNamespacedSecretWithHttpMessagesAsync(
            name, namespaceParameter, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>Deletes a Secret; <c>propagationPolicy</c> says what becomes of its dependents.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Status> DeleteNamespacedSecretAsync(
        this ICoreV1Operations operations, string name, string namespaceParameter, V1DeleteOptions body = null,
        string dryRun = null, int? gracePeriodSeconds = null, bool? orphanDependents = null, string propagationPolicy = null,
        bool? pretty = null, CancellationToken cancellationToken = default)
    {
        using var answer = await operations.DeleteNamespacedSecretWithHttpMessagesAsync(
            name, namespaceParameter, body, dryRun, gracePeriodSeconds, orphanDependents, propagationPolicy, pretty, null,
            cancellationToken);

        return answer.Body;
    }
}
