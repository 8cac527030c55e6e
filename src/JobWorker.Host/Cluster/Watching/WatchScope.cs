using JobWorker.Core.Manifests;
using k8s;
using k8s.Models;

namespace JobWorker.Host.Cluster.Watching;

/// <summary>What is watched: our Jobs and pods, in one namespace or in all of them.</summary>
/// <param name="Kubernetes">The API server.</param>
/// <param name="Namespace">The only namespace policy allows; none when it allows several.</param>
internal sealed record WatchScope(IKubernetes Kubernetes, string? Namespace)
{
    /// <summary>The server ends a watch after this long, so that no half-open stream lives for ever.</summary>
    private const int WatchSeconds = 240;

    private static readonly string Selector = $"{JobLabels.ManagedBy}={JobLabels.ManagedByValue}";

    /// <summary>Our Jobs.</summary>
    public ListWatchSource<V1Job> Jobs => new(
        "Jobs",
        async (limit, next, cancel) =>
        {
            var list = Namespace is null
                ? await Kubernetes.BatchV1.ListJobForAllNamespacesAsync(
                    continueParameter: next, labelSelector: Selector, limit: limit, cancellationToken: cancel)
                : await Kubernetes.BatchV1.ListNamespacedJobAsync(
                    Namespace, continueParameter: next, labelSelector: Selector, limit: limit, cancellationToken: cancel);

            return (list.Items, list.Metadata);
        },
        (version, onError, cancel) => Namespace is null
            ? Kubernetes.BatchV1.WatchListJobForAllNamespacesAsync(
                allowWatchBookmarks: true, labelSelector: Selector, resourceVersion: version, timeoutSeconds: WatchSeconds,
                onError: onError, cancellationToken: cancel)
            : Kubernetes.BatchV1.WatchListNamespacedJobAsync(
                Namespace, allowWatchBookmarks: true, labelSelector: Selector, resourceVersion: version,
                timeoutSeconds: WatchSeconds, onError: onError, cancellationToken: cancel));

    /// <summary>Their pods.</summary>
    public ListWatchSource<V1Pod> Pods => new(
        "Pods",
        async (limit, next, cancel) =>
        {
            var list = Namespace is null
                ? await Kubernetes.CoreV1.ListPodForAllNamespacesAsync(
                    continueParameter: next, labelSelector: Selector, limit: limit, cancellationToken: cancel)
                : await Kubernetes.CoreV1.ListNamespacedPodAsync(
                    Namespace, continueParameter: next, labelSelector: Selector, limit: limit, cancellationToken: cancel);

            return (list.Items, list.Metadata);
        },
        (version, onError, cancel) => Namespace is null
            ? Kubernetes.CoreV1.WatchListPodForAllNamespacesAsync(
                allowWatchBookmarks: true, labelSelector: Selector, resourceVersion: version, timeoutSeconds: WatchSeconds,
                onError: onError, cancellationToken: cancel)
            : Kubernetes.CoreV1.WatchListNamespacedPodAsync(
                Namespace, allowWatchBookmarks: true, labelSelector: Selector, resourceVersion: version,
                timeoutSeconds: WatchSeconds, onError: onError, cancellationToken: cancel));

    /// <summary>The pods of one Job, asked for directly.</summary>
    public async Task<IList<V1Pod>> PodsOfAsync(V1Job job, CancellationToken cancel)
    {
        var list = await Kubernetes.CoreV1.ListNamespacedPodAsync(
            job.Metadata.NamespaceProperty, labelSelector: $"job-name={job.Metadata.Name}", cancellationToken: cancel);

        return list.Items;
    }
}
