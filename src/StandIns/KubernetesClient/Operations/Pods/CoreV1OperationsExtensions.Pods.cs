using k8s.Autorest;
using k8s.Models;

namespace k8s;

/// <summary>The core group: the object itself as the answer.</summary>
public static partial class CoreV1OperationsExtensions
{
    /// <summary>Creates a pod; 409 where one of that name exists.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Pod> CreateNamespacedPodAsync(
        this ICoreV1Operations operations, V1Pod body, string namespaceParameter, string dryRun = null,
        string fieldManager = null, string fieldValidation = null, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.CreateNamespacedPodWithHttpMessagesAsync(
            body, namespaceParameter, dryRun, fieldManager, fieldValidation, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>Reads a pod; 404 where there is none.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Pod> ReadNamespacedPodAsync(
        this ICoreV1Operations operations, string name, string namespaceParameter, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.ReadNamespacedPodWithHttpMessagesAsync(
            name, namespaceParameter, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>The log of a container, as a stream; <c>follow</c> keeps it open until the container ends.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<Stream> ReadNamespacedPodLogAsync(
        this ICoreV1Operations operations, string name, string namespaceParameter, string container = null,
        bool? follow = null, bool? insecureSkipTLSVerifyBackend = null, int? limitBytes = null, bool? pretty = null,
        bool? previous = null, int? sinceSeconds = null, int? tailLines = null, bool? timestamps = null,
        CancellationToken cancellationToken = default)
    {
        var answer = await operations.ReadNamespacedPodLogWithHttpMessagesAsync(
            name, namespaceParameter, container, follow, insecureSkipTLSVerifyBackend, limitBytes, pretty, previous,
            sinceSeconds, tailLines, timestamps, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>The pods of a namespace; <c>limit</c> and <c>continueParameter</c> page through them.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1PodList> ListNamespacedPodAsync(
        this ICoreV1Operations operations, string namespaceParameter, bool? allowWatchBookmarks = null,
        string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null,
        string resourceVersion = null, string resourceVersionMatch = null, int? timeoutSeconds = null, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.ListNamespacedPodWithHttpMessagesAsync(
            namespaceParameter, allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, resourceVersion,
            resourceVersionMatch, timeoutSeconds, null, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>The pods of all namespaces; <c>limit</c> and <c>continueParameter</c> page through them.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1PodList> ListPodForAllNamespacesAsync(
        this ICoreV1Operations operations, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, bool? pretty = null,
        string resourceVersion = null, string resourceVersionMatch = null, int? timeoutSeconds = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.ListPodForAllNamespacesWithHttpMessagesAsync(
            allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, pretty, resourceVersion,
            resourceVersionMatch, timeoutSeconds, null, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>Changes some fields of a pod.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Pod> PatchNamespacedPodAsync(
        this ICoreV1Operations operations, V1Patch body, string name, string namespaceParameter, string dryRun = null,
        string fieldManager = null, string fieldValidation = null, bool? force = null, bool? pretty = null,
        CancellationToken cancellationToken = default)
    {
        using var answer = await operations.PatchNamespacedPodWithHttpMessagesAsync(
            body, name, namespaceParameter, dryRun, fieldManager, fieldValidation, force, pretty, null, cancellationToken);

        return answer.Body;
    }

    /// <summary>Deletes a pod; <c>propagationPolicy</c> says what becomes of its dependents.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    public static async Task<V1Pod> DeleteNamespacedPodAsync(
        this ICoreV1Operations operations, string name, string namespaceParameter, V1DeleteOptions body = null,
        string dryRun = null, int? gracePeriodSeconds = null, bool? orphanDependents = null, string propagationPolicy = null,
        bool? pretty = null, CancellationToken cancellationToken = default)
    {
        using var answer = await operations.DeleteNamespacedPodWithHttpMessagesAsync(
            name, namespaceParameter, body, dryRun, gracePeriodSeconds, orphanDependents, propagationPolicy, pretty, null,
            cancellationToken);

        return answer.Body;
    }
}
