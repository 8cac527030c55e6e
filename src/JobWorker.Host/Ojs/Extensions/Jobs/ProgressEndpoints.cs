using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Jobs;

/// <summary>How far jobs are, as their workers say. OJS progress, section 6; the SDKs' form beside it.</summary>
internal static class ProgressEndpoints
{
    private const int LongestData = 64 * 1024;

    public static void MapProgress(this RouteGroupBuilder v1)
    {
        v1.MapPut("/jobs/{id}/progress", async (string id, HttpRequest request, JobFinder finder) =>
            await ReportAsync(id, await Fields.OfAsync(request), finder));
        v1.MapPost("/workers/progress", async (HttpRequest request, JobFinder finder) =>
        {
            var body = await Fields.OfAsync(request);

            return await ReportAsync(body.Required("job_id"), body, finder);
        });
        v1.MapGet("/jobs/{id}/progress", GetAsync);
    }

    private static async Task<IResult> ReportAsync(string id, Fields body, JobFinder finder)
    {
        if (!body.Has("progress"))
        {
            body.Complain<string>("progress", "is required");
        }

        // What is outside of 0 to 1 is taken for the nearer end: the work goes on, whatever its arithmetic.
        var value = Math.Clamp(body.Number("progress") ?? 0, 0, 1);
        var (message, data) = (body.Text("message", 4_096), body.Raw("data"));
        if (data is { Utf8.Length: > LongestData })
        {
            body.Complain<string>("data", $"must have at most {LongestData} bytes");
        }

        if (body.Wrong is { } wrong)
        {
            return wrong;
        }

        // Not given up with the connection: what was said was said.
        var answer = await finder.AskAsync(new QueueOperation.Report(id, value, message, data), CancellationToken.None);

        return Told(answer);
    }

    private static async Task<IResult> GetAsync(string id, JobFinder finder, CancellationToken cancel) =>
        Told(await finder.AskAsync(new QueueOperation.Get(id), cancel));

    private static IResult Told(QueueAnswer answer) => answer switch
    {
        QueueAnswer.Jobs { Found: [var job] } => Writing.Ok(json => Write(json, job)),
        QueueAnswer.Refused refused => OjsError.Of(refused),
        var other => throw new InvalidOperationException($"A queue answered {other.GetType().Name}."),
    };

    private static void Write(Utf8JsonWriter json, OjsJob job)
    {
        json.WriteString("job_id", job.Id);
        json.WriteString("state", OjsJson.Name(job.State));
        json.WriteNumber("progress", job.Progress?.Value ?? 0);
        json.Text("message", job.Progress?.Message);
        OjsResult.Raw(json, "data", job.Progress?.Data);
        json.At("updated_at", job.Progress?.At);
    }
}
