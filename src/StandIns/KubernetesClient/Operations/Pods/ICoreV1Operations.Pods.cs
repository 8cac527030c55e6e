using k8s.Autorest;
using k8s.Models;

namespace k8s;

/// <summary>Pods, ConfigMaps, Secrets, namespaces and events.</summary>
public partial interface ICoreV1Operations
{
    /// <summary>Creates a pod; 409 where one of that name exists.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    Task<HttpOperationResponse<V1Pod>> CreateNamespacedPodWithHttpMessagesAsync(
        V1Pod body, string namespaceParameter, string dryRun = null, string fieldManager = null, string fieldValidation = null,
        bool? pretty = null, IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null,
        CancellationToken cancellationToken = default);

    /// <summary>Reads a pod; 404 where there is none.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    Task<HttpOperationResponse<V1Pod>> ReadNamespacedPodWithHttpMessagesAsync(
        string name, string namespaceParameter, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);

    /// <summary>The log of a container, as a stream; <c>follow</c> keeps it open until the container ends.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    Task<HttpOperationResponse<Stream>> ReadNamespacedPodLogWithHttpMessagesAsync(
        string name, string namespaceParameter, string container = null, bool? follow = null,
        bool? insecureSkipTLSVerifyBackend = null, int? limitBytes = null, bool? pretty = null, bool? previous = null,
        int? sinceSeconds = null, int? tailLines = null, bool? timestamps = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);

    /// <summary>The pods of a namespace; <c>limit</c> and <c>continueParameter</c> page through them.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    Task<HttpOperationResponse<V1PodList>> ListNamespacedPodWithHttpMessagesAsync(
        string namespaceParameter, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, string resourceVersion = null,
        string resourceVersionMatch = null, int? timeoutSeconds = null, bool? watch = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);

    /// <summary>The pods of all namespaces; <c>limit</c> and <c>continueParameter</c> page through them.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    Task<HttpOperationResponse<V1PodList>> ListPodForAllNamespacesWithHttpMessagesAsync(
        bool? allowWatchBookmarks = null, string continueParameter = null, string fieldSelector = null,
        string labelSelector = null, int? limit = null, bool? pretty = null, string resourceVersion = null,
        string resourceVersionMatch = null, int? timeoutSeconds = null, bool? watch = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);

    /// <summary>Changes some fields of a pod.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    Task<HttpOperationResponse<V1Pod>> PatchNamespacedPodWithHttpMessagesAsync(
        V1Patch body, string name, string namespaceParameter, string dryRun = null, string fieldManager = null,
        string fieldValidation = null, bool? force = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a pod; <c>propagationPolicy</c> says what becomes of its dependents.</summary>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    Task<HttpOperationResponse<V1Pod>> DeleteNamespacedPodWithHttpMessagesAsync(
        string name, string namespaceParameter, V1DeleteOptions body = null, string dryRun = null,
        int? gracePeriodSeconds = null, bool? orphanDependents = null, string propagationPolicy = null, bool? pretty = null,
        IReadOnlyDictionary<string, IReadOnlyList<string>> customHeaders = null, CancellationToken cancellationToken = default);
}
