using System.Net;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Answers;
using JobWorker.Host.Cluster.Outcomes;
using JobWorker.Host.Jobs;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Cluster.Requests;

/// <summary>
/// Reads a Job that is late to start, its pods and, where nothing else tells, its events. Past the watch, which may lag.
/// </summary>
internal sealed class LateJobs(
    IKubernetes kubernetes, FailedLog log, ServerClock server, IOptions<JobOptions> options, TimeProvider clock)
{
    /// <summary>What the job is to be told; none when it is on its way.</summary>
    /// <exception cref="HttpOperationException">The API server refused.</exception>
    public async Task<JobCommand?> LookAsync(JobRef known, CancellationToken cancel)
    {
        if (await FindAsync(known, cancel) is not { } job)
        {
            return new JobCommand.ObserveVanished(known, clock.GetUtcNow());
        }

        var list = await kubernetes.CoreV1.ListNamespacedPodAsync(
            known.Namespace, labelSelector: $"job-name={known.Name}", cancellationToken: cancel);
        var pods = (list?.Items ?? [])
            .Where(p => p?.Metadata is { Name: not null, Uid: not null }
                && p.Metadata.OwnerReferences?.Any(o => o?.Uid == known.Uid) == true)
            .ToList();
        if (clock.GetUtcNow() - server.Ours(StartLook.MayStartSince(job)) < options.Value.PodStartTimeout)
        {
            // Not late after all: it was held back until a moment ago.
            return StartLook.Of(job, pods, told: null, clock.GetUtcNow()) is { } seen and not JobCommand.ObserveOverdue
                ? await log.AddAsync(seen, cancel)
                : null;
        }

        var silent = StartLook.Sight(pods) is { Ran: null, Trouble: null };
        var told = silent ? await EventsAsync(job, StartLook.Newest(pods), cancel) : null;

        return StartLook.Of(job, pods, told, clock.GetUtcNow()) is { } command ? await log.AddAsync(command, cancel) : null;
    }

    private async Task<V1Job?> FindAsync(JobRef known, CancellationToken cancel)
    {
        try
        {
            var job = KubernetesCluster.Whole(
                await kubernetes.BatchV1.ReadNamespacedJobAsync(known.Name, known.Namespace, cancellationToken: cancel));

            return job.Metadata.Uid == known.Uid ? job : null;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Best effort: a worker that may not read events tells less, and nothing wrong.</summary>
    private async Task<PodTrouble?> EventsAsync(V1Job job, V1Pod? pod, CancellationToken cancel)
    {
        var uid = pod?.Metadata.Uid ?? job.Metadata.Uid;
        try
        {
            var events = await kubernetes.CoreV1.ListNamespacedEventAsync(
                job.Metadata.NamespaceProperty,
                fieldSelector: $"involvedObject.uid={uid}",
                limit: 100,
                cancellationToken: cancel);

            return EventTroubles.Of(
                (events?.Items ?? []).Where(e => e is not null), uid, pod is null ? null : PodSight.RefOf(pod));
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.Forbidden)
        {
            return null;
        }
    }
}
