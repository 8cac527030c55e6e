using System.ComponentModel.DataAnnotations;
using System.Net;
using JobWorker.Core.Jobs;
using JobWorker.Host.Journals;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JobWorker.Host.Api;

/// <summary>The log of a job's newest pod, straight from the API server; nothing of it is kept here.</summary>
internal static class JobLogs
{
    public static RouteHandlerBuilder MapJobLogs(this IEndpointRouteBuilder app) => app.MapGet("/api/jobs/{id}/logs", GetAsync);

    private static async Task<IResult> GetAsync(
        string id,
        [AsParameters] LogQuery query,
        Journal<Job, JobEvent> journal,
        IKubernetes kubernetes,
        CancellationToken cancel)
    {
        if (query.TailLines is < 0)
        {
            return Problem(StatusCodes.Status400BadRequest, "tailLines must be 0 or more.");
        }

        var job = (await journal.LoadAsync(id, cancel)).State;
        if (job is { Version: 0 })
        {
            return Problem(StatusCodes.Status404NotFound, $"There is no job {id}.");
        }

        if (job.Ref is not { } made)
        {
            return Problem(StatusCodes.Status409Conflict, $"The job is {job.State}: it has no Kubernetes Job, and so no log.");
        }

        try
        {
            return await NewestAsync(made, kubernetes, cancel) is { } pod
                ? await ReadAsync(pod, query with { Container = query.Container ?? job.Request?.Service }, kubernetes, cancel)
                : Problem(StatusCodes.Status404NotFound, $"Job {made.Name} has no pod: none was started yet, or they are gone.");
        }
        catch (HttpOperationException e)
        {
            return Problem(StatusOf(e), SaidBy(e));
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, $"The API server does not answer: {e.Message}");
        }
    }

    private static async Task<V1Pod?> NewestAsync(JobRef job, IKubernetes kubernetes, CancellationToken cancel)
    {
        var pods = await kubernetes.CoreV1.ListNamespacedPodAsync(
            job.Namespace, labelSelector: $"job-name={job.Name}", cancellationToken: cancel);

        return pods.Items
            .Where(pod => pod.Metadata.OwnerReferences?.Any(owner => owner.Uid == job.Uid) == true)
            .MaxBy(pod => pod.Metadata.CreationTimestamp);
    }

    private static async Task<IResult> ReadAsync(V1Pod pod, LogQuery query, IKubernetes kubernetes, CancellationToken cancel) =>
        TypedResults.Stream(
            await kubernetes.CoreV1.ReadNamespacedPodLogAsync(
                pod.Metadata.Name,
                pod.Metadata.NamespaceProperty,
                container: query.Container,
                follow: query.Follow,
                tailLines: query.TailLines,
                cancellationToken: cancel),
            "text/plain; charset=utf-8");

    /// <summary>The API server says 400 when the container has not started.</summary>
    private static int StatusOf(HttpOperationException e) => e.Response.StatusCode switch
    {
        HttpStatusCode.BadRequest => StatusCodes.Status409Conflict,
        HttpStatusCode.NotFound => StatusCodes.Status404NotFound,
        _ => StatusCodes.Status502BadGateway,
    };

    private static string SaidBy(HttpOperationException e) => Cluster.Outcomes.CreateFailures.Of(e).Error.Message;

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}

/// <summary>Which part of a log.</summary>
/// <param name="Follow">Goes on until the container ends; default false.</param>
/// <param name="Container">Which container; default the service's own.</param>
/// <param name="TailLines">Lines from the end; default all.</param>
internal sealed record LogQuery(bool? Follow, string? Container, [property: Range(0, int.MaxValue)] int? TailLines);
