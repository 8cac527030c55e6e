using System.Text.Json;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Workflows;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Workflows;

namespace JobWorker.Host.Ojs.Http;

/// <summary>Workflows: begin, look up, cancel. OJS HTTP binding, section 13.</summary>
internal static class WorkflowEndpoints
{
    public static void MapWorkflows(this RouteGroupBuilder v1)
    {
        v1.MapPost("/workflows", StartAsync);
        v1.MapGet("/workflows/{id}", FindAsync);
        v1.MapDelete("/workflows/{id}", CancelAsync);
    }

    private static async Task<IResult> StartAsync(
        HttpContext context, WorkflowKeeper workflows, TimeProvider clock, CancellationToken cancel)
    {
        var parsed = WorkflowRequest.Parse(await context.Request.BodyAsync(), clock.GetUtcNow(), EnvelopeLimits.Default);
        if (!parsed.IsValid)
        {
            return OjsError.Of(parsed.Problems);
        }

        var workflow = await workflows.StartAsync(parsed.Value, cancel);
        context.Response.Headers.Location = $"/ojs/v1/workflows/{workflow.Id}";

        return Answer(workflow, StatusCodes.Status201Created);
    }

    private static async Task<IResult> FindAsync(string id, WorkflowKeeper workflows, CancellationToken cancel) =>
        await workflows.FindAsync(id, cancel) is { } workflow ? Answer(workflow) : Missing(id);

    private static async Task<IResult> CancelAsync(string id, WorkflowKeeper workflows, CancellationToken cancel) =>
        await workflows.CancelAsync(id, cancel) switch
        {
            (null, _) => Missing(id),
            ({ } workflow, true) => Answer(workflow),
            ({ } workflow, false) => OjsError.Conflict($"The workflow is {Name(workflow.State)} and cannot be cancelled any more."),
        };

    private static OjsError Missing(string id) => OjsError.NotFound($"There is no such workflow. ({id})");

    private static OjsResult Answer(Workflow workflow, int status = StatusCodes.Status200OK) => new(status, json =>
    {
        json.WriteStartObject("workflow");
        Write(json, workflow);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, Workflow workflow)
    {
        var (total, done) = (workflow.Work.Count(), workflow.Work.Count(step => step.State is StepState.Succeeded));
        var unit = workflow.Type is WorkflowType.Chain or WorkflowType.Dag ? "steps" : "jobs";
        json.WriteString("id", workflow.Id);
        if (workflow.Name is { } name)
        {
            json.WriteString("name", name);
        }

        json.WriteString("type", Name(workflow.Type));
        json.WriteString("state", Name(workflow.State));
        json.WriteNumber($"{unit}_total", total);
        json.WriteNumber($"{unit}_completed", done);
        json.WriteString("created_at", JobDocument.Time(workflow.CreatedAt));
        if (workflow.EndedAt is { } ended)
        {
            json.WriteString(workflow.State is WorkflowState.Cancelled ? "cancelled_at" : "completed_at", JobDocument.Time(ended));
        }

        OjsResult.Raw(json, "meta", workflow.Meta);
        json.WriteStartArray("steps");
        foreach (var step in workflow.Steps)
        {
            json.WriteStartObject();
            json.WriteString("key", step.Key);
            json.WriteString("type", step.Spec.Type);
            json.WriteString("queue", step.Spec.Queue);
            json.WriteString("state", Name(step.State));
            if (step.State is not (StepState.Waiting or StepState.Skipped))
            {
                json.WriteString("job_id", workflow.JobIdOf(step));
            }

            OjsResult.Raw(json, "result", step.Result);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
