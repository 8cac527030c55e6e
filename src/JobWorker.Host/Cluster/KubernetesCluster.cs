using System.Net;
using JobWorker.Core.Jobs;
using JobWorker.Core.Manifests;
using JobWorker.Core.Messages;
using JobWorker.Host.Cluster.Outcomes;
using JobWorker.Host.Hosting;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace JobWorker.Host.Cluster;

/// <summary>Jobs in a real API server.</summary>
internal sealed class KubernetesCluster(IKubernetes kubernetes, ILogger<KubernetesCluster> logger) : IJobCluster
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);

    public async Task<CreateOutcome> CreateAsync(JobRequest request, string name, CancellationToken cancel)
    {
        var body = KubernetesJson.Deserialize<V1Job>(JobManifest.Of(request, name).ToJsonString());
        using var timer = Timer(cancel);
        try
        {
            var job = await kubernetes.BatchV1.CreateNamespacedJobAsync(
                body, request.Job.Namespace, cancellationToken: timer.Token);

            return new CreateOutcome.Created(RefOf(job));
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.Conflict)
        {
            return await AdoptAsync(request, name, cancel);
        }
        catch (HttpOperationException e)
        {
            return CreateFailures.Of(e);
        }
        catch (Exception e) when (IsOutage(e, cancel))
        {
            return CreateFailures.Unreachable(e);
        }
    }

    public async Task<bool> ReleaseAsync(JobRef job, CancellationToken cancel)
    {
        // The UID makes sure that a namesake is left alone; the directive takes out our finalizer and nobody else's.
        var patch = $$$"""{"metadata":{"uid":"{{{job.Uid}}}","$deleteFromPrimitiveList/finalizers":["{{{JobAnnotations.Finalizer}}}"]}}""";
        using var timer = Timer(cancel);
        try
        {
            await kubernetes.BatchV1.PatchNamespacedJobAsync(
                new V1Patch(patch, V1Patch.PatchType.StrategicMergePatch), job.Name, job.Namespace, cancellationToken: timer.Token);

            return true;
        }
        catch (HttpOperationException e)
            when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity)
        {
            return true;
        }
        catch (Exception e) when (e is HttpOperationException || IsOutage(e, cancel))
        {
            logger.ReleaseFailed(job.Namespace, job.Name, e.Message);
            return false;
        }
    }

    /// <summary>Something has the name: ours, if its annotation says so.</summary>
    private async Task<CreateOutcome> AdoptAsync(JobRequest request, string name, CancellationToken cancel)
    {
        using var timer = Timer(cancel);
        try
        {
            var job = await kubernetes.BatchV1.ReadNamespacedJobAsync(name, request.Job.Namespace, cancellationToken: timer.Token);

            return job.Metadata.Annotations?.TryGetValue(JobAnnotations.Id, out var id) == true && id == request.Id
                ? new CreateOutcome.Created(RefOf(job))
                : CreateFailures.NameTaken(request.Job.Namespace, name);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound)
        {
            return CreateFailures.Unreachable(e);
        }
        catch (HttpOperationException e)
        {
            return CreateFailures.Of(e);
        }
        catch (Exception e) when (IsOutage(e, cancel))
        {
            return CreateFailures.Unreachable(e);
        }
    }

    private static JobRef RefOf(V1Job job) => new(job.Metadata.NamespaceProperty, job.Metadata.Name, job.Metadata.Uid);

    private static bool IsOutage(Exception e, CancellationToken cancel) =>
        e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested);

    private static CancellationTokenSource Timer(CancellationToken cancel)
    {
        var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timer.CancelAfter(RequestTimeout);

        return timer;
    }
}
