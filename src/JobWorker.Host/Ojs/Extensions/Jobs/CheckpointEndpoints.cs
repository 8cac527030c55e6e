using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Jobs;

/// <summary>What workers save to go on from after a failure: under the job, and where the SDKs look for it.</summary>
internal static class CheckpointEndpoints
{
    public static void MapCheckpoints(this RouteGroupBuilder v1)
    {
        foreach (var path in (string[])["/jobs/{id}/checkpoint", "/checkpoints/{id}"])
        {
            v1.MapPut(path, SaveAsync);
            v1.MapGet(path, GetAsync);
            v1.MapDelete(path, DeleteAsync);
        }
    }

    private static async Task<IResult> SaveAsync(string id, HttpRequest request, JobFinder finder)
    {
        var body = await Fields.OfAsync(request);
        var state = body.Raw("state") ?? body.Raw("checkpoint") ?? body.Raw("data");
        if (state is null)
        {
            body.Complain<string>("state", "is required and may be any JSON but null");
        }
        else if (state.Value.Utf8.Length > EnvelopeLimits.Default.ResultBytes)
        {
            body.Complain<string>("state", $"must have at most {EnvelopeLimits.Default.ResultBytes} bytes");
        }

        return body.Wrong is { } wrong
            ? wrong
            : Told(await finder.AskAsync(new QueueOperation.SaveCheckpoint(id, state), CancellationToken.None));
    }

    private static async Task<IResult> GetAsync(string id, JobFinder finder, CancellationToken cancel) =>
        Told(await finder.AskAsync(new QueueOperation.Get(id), cancel));

    private static async Task<IResult> DeleteAsync(string id, JobFinder finder) =>
        await finder.AskAsync(new QueueOperation.SaveCheckpoint(id, null), CancellationToken.None) is QueueAnswer.Refused refused
            ? OjsError.Of(refused)
            : Writing.Ok(json =>
            {
                json.WriteString("job_id", id);
                json.WriteBoolean("deleted", true);
            });

    private static IResult Told(QueueAnswer answer) => answer switch
    {
        QueueAnswer.Jobs { Found: [{ Checkpoint: { } saved } job] } => Writing.Ok(json =>
        {
            json.WriteString("job_id", job.Id);
            OjsResult.Raw(json, "state", saved.State);
            json.WriteNumber("sequence", saved.Sequence);
            json.At("created_at", saved.At);
        }),
        QueueAnswer.Jobs { Found: [var job] } => OjsError.NotFound($"The job {job.Id} has no checkpoint."),
        QueueAnswer.Refused refused => OjsError.Of(refused),
        var other => throw new InvalidOperationException($"A queue answered {other.GetType().Name}."),
    };
}
