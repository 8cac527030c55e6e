using k8s.Autorest;
using k8s.Models;

namespace k8s;

public static partial class CoreV1OperationsExtensions
{
    /// <summary>Creates a namespace; 409 where one of that name exists.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Namespace> CreateNamespaceAsync(
        this ICoreV1Operations operations, V1Namespace body, string dryRun = null, string fieldManager = null,
        string fieldValidation = null, bool? pretty = null, CancellationToken cancellationToken = default)
    {
        using var answer = await operations.CreateNamespaceWithHttpMessagesAsync(
            body, dryRun, fieldManager, fieldValidation, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>Reads a namespace; 404 where there is none.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Namespace> ReadNamespaceAsync(
        this ICoreV1Operations operations, string name, bool? pretty = null, CancellationToken cancellationToken = default)
    {
        using var answer = await operations.ReadNamespaceWithHttpMessagesAsync(
            name, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>Deletes a namespace; <c>propagationPolicy</c> says what becomes of its dependents.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Status> DeleteNamespaceAsync(
        this ICoreV1Operations operations, string name, V1DeleteOptions body = null, string dryRun = null,
        int? gracePeriodSeconds = null, bool? orphanDependents = null, string propagationPolicy = null, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.DeleteNamespaceWithHttpMessagesAsync(
            name, body, dryRun, gracePeriodSeconds, orphanDependents, propagationPolicy, pretty, null, cancellationToken);

        return answer.Body;
    }
}
