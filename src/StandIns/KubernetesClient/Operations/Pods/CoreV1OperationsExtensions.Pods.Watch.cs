using k8s.Autorest;
using k8s.Models;
using k8s.Watching;

namespace k8s;

public static partial class CoreV1OperationsExtensions
{
    /// <summary>The changes of pods of a namespace from <c>resourceVersion</c> on, until the server ends the stream.</summary>
    /// <remarks>
    /// An ERROR event, such as 410 Expired, goes to <c>onError</c> as a <see cref="KubernetesException"/>, and so does
    /// a line that cannot be read; both are lost where there is no such callback.
    /// </remarks>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static IAsyncEnumerable<(WatchEventType, V1Pod)> WatchListNamespacedPodAsync(
        this ICoreV1Operations operations, string namespaceParameter, bool? allowWatchBookmarks = null,
        string continueParameter = null, string fieldSelector = null, string labelSelector = null, int? limit = null,
        string resourceVersion = null, string resourceVersionMatch = null, int? timeoutSeconds = null, bool? pretty = null,
        Action<Exception> onError = null, CancellationToken cancellationToken = default) =>
        WatchStream.ReadAsync<V1Pod, V1PodList>(
            cancel => operations.ListNamespacedPodWithHttpMessagesAsync(
                namespaceParameter, allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit,
                resourceVersion, resourceVersionMatch, timeoutSeconds, true, pretty, null, cancel),
            onError,
            cancellationToken);

    /// <summary>The changes of pods of all namespaces from <c>resourceVersion</c> on, until the server ends the stream.</summary>
    /// <remarks>
    /// An ERROR event, such as 410 Expired, goes to <c>onError</c> as a <see cref="KubernetesException"/>, and so does
    /// a line that cannot be read; both are lost where there is no such callback.
    /// </remarks>
    /// <exception cref="HttpOperationException">Any answer but 2xx; its body is in the response.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static IAsyncEnumerable<(WatchEventType, V1Pod)> WatchListPodForAllNamespacesAsync(
        this ICoreV1Operations operations, bool? allowWatchBookmarks = null, string continueParameter = null,
        string fieldSelector = null, string labelSelector = null, int? limit = null, bool? pretty = null,
        string resourceVersion = null, string resourceVersionMatch = null, int? timeoutSeconds = null,
        Action<Exception> onError = null, CancellationToken cancellationToken = default) =>
        WatchStream.ReadAsync<V1Pod, V1PodList>(
            cancel => operations.ListPodForAllNamespacesWithHttpMessagesAsync(
                allowWatchBookmarks, continueParameter, fieldSelector, labelSelector, limit, pretty, resourceVersion,
                resourceVersionMatch, timeoutSeconds, true, null, cancel),
            onError,
            cancellationToken);
}
