using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Manifests;
using JobWorker.Core.Messages;
using JobWorker.Host.Cluster.Outcomes;
using JobWorker.Host.Cluster.Requests;
using JobWorker.Host.Hosting;
using JobWorker.Host.Jobs.Tracing;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Cluster;

/// <summary>Jobs in a real API server.</summary>
internal sealed class KubernetesCluster(
    IKubernetes kubernetes,
    Manifests manifests,
    LateJobs late,
    DroppedFields dropped,
    IOptions<KubernetesOptions> options,
    ILogger<KubernetesCluster> logger) : IJobCluster
{
    private const string NoJob = "The API server's answer is not a Job.";

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(15);

    public async Task<CreateOutcome> CreateAsync(JobRequest request, string name, int attempt, CancellationToken cancel)
    {
        using var span = Traces.Create(request, name, attempt);
        var outcome = await TryCreateAsync(request, name, attempt, cancel);
        Traces.End(span, outcome);

        return outcome;
    }

    private async Task<CreateOutcome> TryCreateAsync(JobRequest request, string name, int attempt, CancellationToken cancel)
    {
        var manifest = manifests.Of(request, name, attempt);
        using var timer = Timer(cancel);
        try
        {
            // As it is and not by way of the client's classes, which costs more than the rest of the request.
            using var answer = await kubernetes.CustomObjects.CreateNamespacedCustomObjectWithHttpMessagesAsync<JsonElement>(
                manifest, "batch", "v1", request.Job.Namespace, "jobs", cancellationToken: timer.Token);
            var made = RefOf(answer.Body);
            dropped.Check(manifest, answer.Body);

            return new CreateOutcome.Created(made);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.Conflict)
        {
            return await AdoptAsync(request, name, attempt, cancel);
        }
        catch (HttpOperationException e)
        {
            // A try that was not answered may have made it, and a quota is asked before the name.
            var failed = CreateFailures.Of(e);

            return failed.Kind is CreateFailure.Refused or CreateFailure.Final
                && await AdoptAsync(request, name, attempt, cancel) is CreateOutcome.Created ours
                ? ours
                : failed;
        }
        catch (Exception e) when (IsOutage(e, cancel))
        {
            return CreateFailures.Unreachable(e);
        }
    }

    public async Task<bool> ReleaseAsync(JobRef job, CancellationToken cancel)
    {
        // The UID makes sure that a namesake is left alone; the directive takes out our finalizer and nobody else's.
        const string Ours = JobAnnotations.Finalizer;
        var patch = $$$"""{"metadata":{"uid":"{{{job.Uid}}}","$deleteFromPrimitiveList/finalizers":["{{{Ours}}}"]}}""";
        using var timer = Timer(cancel);
        try
        {
            await kubernetes.BatchV1.PatchNamespacedJobAsync(
                new V1Patch(patch, V1Patch.PatchType.StrategicMergePatch),
                job.Name,
                job.Namespace,
                cancellationToken: timer.Token);

            return true;
        }
        catch (HttpOperationException e)
            when (e.Response.StatusCode
                is HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity)
        {
            return true;
        }
        catch (Exception e) when (e is HttpOperationException || IsOutage(e, cancel))
        {
            logger.ReleaseFailed(job.Namespace, job.Name, Said(e));
            return false;
        }
    }

    public async Task<bool?> MendAsync(JobRef job, string id, CancellationToken cancel)
    {
        var metadata = new JsonObject
        {
            ["uid"] = job.Uid,
            ["labels"] = new JsonObject { [JobLabels.ManagedBy] = JobLabels.ManagedByValue },
            ["annotations"] = new JsonObject { [JobAnnotations.Id] = id },
        };
        if (options.Value.Finalizer)
        {
            metadata["finalizers"] = new JsonArray(JobAnnotations.Finalizer);
        }

        using var timer = Timer(cancel);
        try
        {
            var there = await kubernetes.BatchV1.PatchNamespacedJobAsync(
                new V1Patch(
                    new JsonObject { ["metadata"] = metadata }.ToJsonString(), V1Patch.PatchType.StrategicMergePatch),
                job.Name,
                job.Namespace,
                cancellationToken: timer.Token);

            return Whole(there).Metadata is var known && known.Uid == job.Uid && known.DeletionTimestamp is null;
        }
        catch (HttpOperationException e)
            when (e.Response.StatusCode
                is HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity)
        {
            return false;
        }
        catch (Exception e) when (e is HttpOperationException || IsOutage(e, cancel))
        {
            logger.MendFailed(job.Namespace, job.Name, Said(e));
            return null;
        }
    }

    public async Task<RemoveOutcome> RemoveAsync(
        JobRequest request, string name, int attempt, JobRef? known, CancellationToken cancel)
    {
        using var timer = Timer(cancel);
        try
        {
            if ((known ?? await FindAsync(request, name, attempt, timer.Token)) is not { } job)
            {
                return RemoveOutcome.Gone;
            }

            // The UID leaves a namesake alone; without the policy the pods would stay and run on.
            await kubernetes.BatchV1.DeleteNamespacedJobAsync(
                job.Name,
                job.Namespace,
                body: new V1DeleteOptions
                {
                    PropagationPolicy = "Background",
                    Preconditions = new V1Preconditions { Uid = job.Uid },
                },
                cancellationToken: timer.Token);

            return known is not null || await ReleaseAsync(job, cancel) ? RemoveOutcome.Gone : RemoveOutcome.Unknown;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            return RemoveOutcome.Gone;
        }
        catch (Exception e) when (e is HttpOperationException || IsOutage(e, cancel))
        {
            logger.RemoveFailed(request.Job.Namespace, known?.Name ?? name, Said(e));

            return e is HttpOperationException { Response.StatusCode: HttpStatusCode.Forbidden } refused
                && CreateFailures.MessageOf(refused) is var said
                ? new RemoveOutcome(false, Words.Refusal(said) ?? FailureReason.Forbidden, said)
                : RemoveOutcome.Unknown;
        }
    }

    public async Task<JobCommand?> LookAsync(JobRef job, CancellationToken cancel)
    {
        using var timer = Timer(cancel);
        try
        {
            return await late.LookAsync(job, timer.Token);
        }
        catch (Exception e) when (e is HttpOperationException || IsOutage(e, cancel))
        {
            logger.LookFailed(job.Namespace, job.Name, Said(e));
            return null;
        }
    }

    /// <summary>Something has the name: ours, if its annotations say so.</summary>
    private async Task<CreateOutcome> AdoptAsync(JobRequest request, string name, int attempt, CancellationToken cancel)
    {
        using var timer = Timer(cancel);
        try
        {
            return await FindAsync(request, name, attempt, timer.Token) is { } job
                ? new CreateOutcome.Created(job)
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

    /// <summary>The Job of this name; none where it was made for another message, or for another attempt at this one.</summary>
    private async Task<JobRef?> FindAsync(JobRequest request, string name, int attempt, CancellationToken cancel)
    {
        var job = Whole(
            await kubernetes.BatchV1.ReadNamespacedJobAsync(name, request.Job.Namespace, cancellationToken: cancel));
        var made = job.Metadata.Annotations?.TryGetValue(JobAnnotations.Attempt, out var text) == true ? text : "1";

        return JobOutcome.IdOf(job) == request.Id && made == attempt.ToString(CultureInfo.InvariantCulture)
            ? JobOutcome.RefOf(job)
            : null;
    }

    /// <summary>There was no answer, or none that can be understood: whatever was asked may or may not have been done.</summary>
    public static bool IsOutage(Exception e, CancellationToken cancel) =>
        e is HttpRequestException or IOException or JsonException
        || (e is OperationCanceledException && !cancel.IsCancellationRequested);

    /// <exception cref="IOException">The answer is no Job.</exception>
    public static V1Job Whole(V1Job? job) => job?.Metadata is { Name.Length: > 0, Uid.Length: > 0, NamespaceProperty.Length: > 0 }
        ? job
        : throw new IOException(NoJob);

    /// <exception cref="IOException">The answer is no Job.</exception>
    private static JobRef RefOf(JsonElement job)
    {
        return job.ValueKind is JsonValueKind.Object
            && job.TryGetProperty("metadata", out var metadata)
            && metadata.ValueKind is JsonValueKind.Object
            && (Text("namespace"), Text("name"), Text("uid")) is (
            { Length: > 0 } space, { Length: > 0 } name, { Length: > 0 } uid)
            ? new JobRef(space, name, uid)
            : throw new IOException(NoJob);

        string? Text(string field) =>
            metadata.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
    }

    private static string Said(Exception e) => Words.Short(e.Message);

    private static CancellationTokenSource Timer(CancellationToken cancel)
    {
        var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timer.CancelAfter(RequestTimeout);

        return timer;
    }
}
