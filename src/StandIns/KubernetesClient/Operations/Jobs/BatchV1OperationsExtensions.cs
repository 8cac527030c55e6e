using k8s.Autorest;
using k8s.Models;

namespace k8s;

/// <summary>Jobs: the object itself as the answer.</summary>
public static partial class BatchV1OperationsExtensions
{
    /// <summary>Creates a Job; 409 where one of that name exists.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Job> CreateNamespacedJobAsync(
        this IBatchV1Operations operations, V1Job body, string namespaceParameter, string dryRun = null,
        string fieldManager = null, string fieldValidation = null, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.CreateNamespacedJobWithHttpMessagesAsync(
            body, namespaceParameter, dryRun, fieldManager, fieldValidation, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>Reads a Job; 404 where there is none.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Job> ReadNamespacedJobAsync(
        this IBatchV1Operations operations, string name, string namespaceParameter, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.ReadNamespacedJobWithHttpMessagesAsync(
            name, namespaceParameter, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>The Jobs of a namespace; <c>limit</c> and <c>continueParameter</c> page through them.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1JobList> ListNamespacedJobAsync(
        this IBatchV1Operations operations, string namespaceParameter, bool? allowWatchBookmarks = null,
        string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null,
        string resourceVersion = null, string resourceVersionMatch = null, int? timeoutSeconds = null, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.ListNamespacedJobWithHttpMessagesAsync(
            namespaceParameter, allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion,
            resourceVersionMatch, timeoutSeconds, null, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>The Jobs of all namespaces; <c>limit</c> and <c>continueParameter</c> page through them.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1JobList> ListJobForAllNamespacesAsync(
        this IBatchV1Operations operations, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, bool? pretty = null,
        string resourceVersion = null, string resourceVersionMatch = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.ListJobForAllNamespacesWithHttpMessagesAsync(
            allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, pretty, resourceVersion,
            resourceVersionMatch, timeoutSeconds, null, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>Replaces a Job; 409 where its resourceVersion is not the newest.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Job> ReplaceNamespacedJobAsync(
        this IBatchV1Operations operations, V1Job body, string name, string namespaceParameter, string dryRun = null,
        string fieldManager = null, string fieldValidation = null, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.ReplaceNamespacedJobWithHttpMessagesAsync(
            body, name, namespaceParameter, dryRun, fieldManager, fieldValidation, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>Changes some fields of a Job.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Job> PatchNamespacedJobAsync(
        this IBatchV1Operations operations, V1Patch body, string name, string namespaceParameter, string dryRun = null,
        string fieldManager = null, string fieldValidation = null, bool? force = null, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.PatchNamespacedJobWithHttpMessagesAsync(
            body, name, namespaceParameter, dryRun, fieldManager, fieldValidation, force, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>Deletes a Job; <c>propagationPolicy</c> says what becomes of its dependents.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Status> DeleteNamespacedJobAsync(
        this IBatchV1Operations operations, string name, string namespaceParameter, V1DeleteOptions body = null,
        string dryRun = null, int? gracePeriodSeconds = null, bool? orphanDependents = null, string propagationPolicy = null,
        bool? pretty = null, CancellationToken cancellationToken = default)
    {
        using var answer = await operations.DeleteNamespacedJobWithHttpMessagesAsync(
            name, namespaceParameter, body, dryRun, gracePeriodSeconds, orphanDependents, propagationPolicy, pretty, null,
            cancellationToken);

        return answer.Body;
    }
}
