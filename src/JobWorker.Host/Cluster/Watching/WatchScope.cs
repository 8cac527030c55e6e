using System.Net;
using JobWorker.Core.Jobs;
using JobWorker.Core.Manifests;
using JobWorker.Core.Policies;
using JobWorker.Host.Cluster.Outcomes;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace JobWorker.Host.Cluster.Watching;

/// <summary>What is watched: our Jobs and pods, in one namespace or in all of them.</summary>
/// <param name="Kubernetes">The API server.</param>
/// <param name="Namespace">The only namespace policy allows; none when it allows several.</param>
internal sealed record WatchScope(IKubernetes Kubernetes, string? Namespace)
{
    /// <summary>The server ends a watch after this long, so that no half-open stream lives for ever.</summary>
    private const int WatchSeconds = 240;

    /// <summary>Events are a help, not a record: this many pages of them are read at once.</summary>
    private const int EventPages = 10;

    private static readonly string Selector = $"{JobLabels.ManagedBy}={JobLabels.ManagedByValue}";

    /// <summary>The only namespace <paramref name="policy"/> allows; none when it allows several.</summary>
    public static string? Only(JobPolicy policy) =>
        policy.Namespaces is [var only] && only != JobPolicy.Any ? only : null;

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

            return (list?.Items!, list?.Metadata!);
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

            return (list?.Items!, list?.Metadata!);
        },
        (version, onError, cancel) => Namespace is null
            ? Kubernetes.CoreV1.WatchListPodForAllNamespacesAsync(
                allowWatchBookmarks: true, labelSelector: Selector, resourceVersion: version, timeoutSeconds: WatchSeconds,
                onError: onError, cancellationToken: cancel)
            : Kubernetes.CoreV1.WatchListNamespacedPodAsync(
                Namespace, allowWatchBookmarks: true, labelSelector: Selector, resourceVersion: version,
                timeoutSeconds: WatchSeconds, onError: onError, cancellationToken: cancel));

    /// <summary>The pods of one Job, asked for directly.</summary>
    public async Task<IReadOnlyList<V1Pod>> PodsOfAsync(V1Job job, CancellationToken cancel)
    {
        var list = await Kubernetes.CoreV1.ListNamespacedPodAsync(
            job.Metadata.NamespaceProperty, labelSelector: $"job-name={job.Metadata.Name}", cancellationToken: cancel);

        return [.. (list?.Items ?? []).Where(pod => pod?.Metadata is { Name: not null, Uid: not null })];
    }

    /// <summary>
    /// Why <paramref name="jobs"/> have no pods, as far as events tell: one request for a namespace and 500 events, however
    /// many Jobs there are. Best effort: a worker that may not read events tells less, and nothing wrong.
    /// </summary>
    public async Task<IReadOnlyList<(string Uid, PodTrouble Trouble)>> NoPodsAsync(
        IReadOnlyList<JobRef> jobs, CancellationToken cancel)
    {
        List<(string, PodTrouble)> troubles = [];
        foreach (var space in jobs.GroupBy(job => job.Namespace))
        {
            var events = await FailedCreatesAsync(space.Key, cancel);
            troubles.AddRange(space
                .Select(job => (job.Uid, Trouble: EventTroubles.Of(events[job.Uid], job.Uid, pod: null)))
                .Where(told => told.Trouble is not null)
                .Select(told => (told.Uid, told.Trouble!)));
        }

        return troubles;
    }

    private async Task<ILookup<string, Corev1Event>> FailedCreatesAsync(string space, CancellationToken cancel)
    {
        List<Corev1Event> events = [];
        try
        {
            string? next = null;
            for (var page = 0; page < EventPages; page++)
            {
                var list = await Kubernetes.CoreV1.ListNamespacedEventAsync(
                    space, fieldSelector: "involvedObject.kind=Job,reason=FailedCreate", limit: 500, continueParameter: next,
                    cancellationToken: cancel);
                events.AddRange(list?.Items ?? []);
                next = list?.Metadata?.ContinueProperty;
                if (string.IsNullOrEmpty(next))
                {
                    break;
                }
            }
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.Forbidden)
        {
            // They are not ours to read.
        }

        return events.Where(e => e?.InvolvedObject?.Uid is not null).ToLookup(e => e.InvolvedObject.Uid);
    }
}
