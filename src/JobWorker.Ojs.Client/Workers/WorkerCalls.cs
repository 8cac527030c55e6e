using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Ojs.Client.Errors;
using JobWorker.Ojs.Client.Jobs;
using JobWorker.Ojs.Client.Wire;

namespace JobWorker.Ojs.Client.Workers;

/// <summary>What workers ask and say. <see cref="Working.OjsWorker"/> does all of it by itself.</summary>
public sealed class WorkerCalls
{
    private readonly OjsHttp _http;
    private readonly Shared<JsonObject, string>? _acks;

    internal WorkerCalls(OjsHttp http, bool shareRequests)
    {
        _http = http;
        _acks = shareRequests
            ? new Shared<JsonObject, string>(
                async ack =>
                {
                    await AckAloneAsync(ack, patient: false, CancellationToken.None).ConfigureAwait(false);
                    return "";
                },
                acks => _http.SendManyAsync<string>("workers/ack/bulk", new { acks }, "status", acks.Count))
            : null;
    }

    /// <summary>Jobs to do, which are active from now on; none where there are none.</summary>
    public async Task<IReadOnlyList<OjsJob>> FetchAsync(FetchRequest request, CancellationToken cancel = default) =>
        await _http.SendAsync<List<OjsJob>>(HttpMethod.Post, "workers/fetch", request, "jobs", cancel).ConfigureAwait(false);

    /// <summary>A job has been done.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="result">What it made; anything JSON can say.</param>
    /// <param name="workerId">Who did it; none means whoever has it.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="OjsException"><c>conflict</c>: the job is no longer the worker's; <c>not_found</c>.</exception>
    public async Task AckAsync(string jobId, object? result = null, string? workerId = null, CancellationToken cancel = default)
    {
        var body = Body(jobId, workerId);
        body["result"] = JsonSerializer.SerializeToNode(result, OjsJson.Options);
        if (result is null)
        {
            body.Remove("result");
        }

        try
        {
            if (_acks is not null)
            {
                cancel.ThrowIfCancellationRequested();

                await _acks.AskAsync(body).WaitAsync(cancel).ConfigureAwait(false);
                return;
            }
        }
        catch (OjsException e) when (OjsHttp.IsForSharing(e))
        {
            // By itself, below.
        }

        await AckAloneAsync(body, patient: true, cancel).ConfigureAwait(false);
    }

    /// <summary>A job has failed.</summary>
    /// <exception cref="OjsException"><c>conflict</c>: the job is no longer the worker's; <c>not_found</c>.</exception>
    public Task<NackResult> NackAsync(
        string jobId, JobError error, string? workerId = null, CancellationToken cancel = default) =>
        NackAsync(jobId, error, requeue: false, workerId, cancel);

    /// <summary>A job was not done, and can be had by others at once. No attempt is lost.</summary>
    /// <exception cref="OjsException"><c>conflict</c>: the job is no longer the worker's; <c>not_found</c>.</exception>
    public Task<NackResult> RequeueAsync(
        string jobId, string reason, string? workerId = null, CancellationToken cancel = default) =>
        NackAsync(jobId, new JobError("requeued", reason), requeue: true, workerId, cancel);

    /// <summary>The worker lives, and has these jobs.</summary>
    /// <param name="workerId">Who beats.</param>
    /// <param name="activeJobs">Ids of the jobs it has.</param>
    /// <param name="visibilityTimeout">How long it may be silent from now on; none means as long as before.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<Heartbeat> HeartbeatAsync(
        string workerId,
        IReadOnlyList<string> activeJobs,
        TimeSpan? visibilityTimeout = null,
        CancellationToken cancel = default) =>
        _http.SendAsync<Heartbeat>(
            HttpMethod.Post,
            "workers/heartbeat",
            new { workerId, activeJobs, visibilityTimeoutMs = (long?)visibilityTimeout?.TotalMilliseconds },
            null,
            cancel);

    private async Task AckAloneAsync(JsonObject ack, bool patient, CancellationToken cancel) =>
        await _http.SendAsync(HttpMethod.Post, "workers/ack", ack, cancel, patient).ConfigureAwait(false);

    private Task<NackResult> NackAsync(string jobId, JobError error, bool requeue, string? workerId, CancellationToken cancel)
    {
        var body = Body(jobId, workerId);
        body["error"] = JsonSerializer.SerializeToNode(error, OjsJson.Options);
        if (requeue)
        {
            body["requeue"] = true;
        }

        return _http.SendAsync<NackResult>(HttpMethod.Post, "workers/nack", body, null, cancel);
    }

    private static JsonObject Body(string jobId, string? workerId)
    {
        var body = new JsonObject { ["job_id"] = jobId };
        if (workerId is not null)
        {
            body["worker_id"] = workerId;
        }

        return body;
    }
}
