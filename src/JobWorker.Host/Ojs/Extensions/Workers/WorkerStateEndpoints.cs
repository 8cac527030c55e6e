using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Workers;

/// <summary>Workers say what they do, drain above all. OJS graceful shutdown.</summary>
internal static class WorkerStateEndpoints
{
    private static readonly string[] Draining = ["drain", "draining", "quiet", "shutting_down", "terminate", "stopping"];

    public static void MapWorkerStates(this RouteGroupBuilder v1)
    {
        v1.MapPost("/workers/beat", BeatAsync);
        v1.MapGet("/workers/{id}/health", HealthAsync);
    }

    private static async Task<IResult> BeatAsync(
        HttpRequest request, WorkerBook book, TimeProvider clock, CancellationToken cancel)
    {
        var body = await Fields.OfAsync(request);
        var (worker, state, shutdown) = (body.Required("worker_id"), body.Text("state", 64), body.Flag("shutdown"));
        var jobs = body.Whole("active_jobs", 0, 1_000_000);
        if (body.Wrong is { } wrong)
        {
            return wrong;
        }

        var drains = shutdown || (state is not null && Draining.Contains(state));
        book.Hear(worker, jobs: jobs, state: drains ? "draining" : state ?? "running");
        await book.DrainAsync(worker, drains, cancel);
        var told = await book.StateAsync(worker, cancel);

        return Writing.Ok(json =>
        {
            json.WriteBoolean("acknowledged", true);
            json.WriteString("worker_id", worker);
            json.WriteString("state", told);
            json.At("server_time", clock.GetUtcNow());
        });
    }

    /// <summary>503 once it drains: nothing more should be sent its way.</summary>
    private static async Task<IResult> HealthAsync(string id, WorkerBook book, CancellationToken cancel)
    {
        var (heard, state) = (book.Find(id), await book.StateAsync(id, cancel));
        if (heard is null && state is "running")
        {
            return OjsError.NotFound($"The worker {id} was not heard of here.");
        }

        return new OjsResult(state is "running" ? 200 : 503, json =>
        {
            json.WriteString("worker_id", id);
            json.WriteString("state", state);
            json.WriteNumber("active_jobs", heard?.Jobs ?? 0);
            json.At("last_heartbeat_at", heard?.LastAt);
        });
    }
}
