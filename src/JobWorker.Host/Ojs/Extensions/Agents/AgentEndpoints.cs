using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Agents;

/// <summary>Jobs that wait for a person's word, and copies of jobs that go another way. OJS AI agents.</summary>
/// <remarks>A paused job is not fetched; one that a worker has is worked on to the end of the attempt.</remarks>
internal static class AgentEndpoints
{
    private const string Member = "ext_agent_v2";

    public static void MapAgents(this RouteGroupBuilder v1)
    {
        v1.MapPost("/agents/{id}/pause", (string id, HttpRequest request, JobFinder finder) =>
            HoldAsync(id, isHeld: true, request, finder));
        v1.MapPost("/agents/{id}/resume", (string id, HttpRequest request, JobFinder finder) =>
            HoldAsync(id, isHeld: false, request, finder));
        v1.MapPost("/agents/{id}/fork", ForkAsync);
    }

    private static async Task<IResult> HoldAsync(string id, bool isHeld, HttpRequest request, JobFinder finder)
    {
        var body = await Fields.OfAsync(request);
        var reason = body.Text("reason") ?? body.Text("comment");
        if (body.Wrong is { } wrong)
        {
            return wrong;
        }

        // Who is not approved goes nowhere: the job ends.
        var isRefused = !isHeld && body.Has("approved") && !body.Flag("approved");
        QueueOperation.OnJob ask = isRefused ? new QueueOperation.Cancel(id) : new QueueOperation.Hold(id, isHeld, reason);

        return await finder.AskAsync(ask, CancellationToken.None) switch
        {
            QueueAnswer.Jobs { Found: [var job] } => Writing.Ok(json =>
            {
                json.WriteString("state", job.IsFinal ? OjsJson.Name(job.State) : job.Held ? "paused" : "running");
                json.WriteString("job_id", job.Id);
                json.Text("reason", reason);
                OjsResult.Job(json, job);
            }),
            QueueAnswer.Refused refused => OjsError.Of(refused),
            var other => throw new InvalidOperationException($"A queue answered {other.GetType().Name}."),
        };
    }

    /// <summary>A new job that asks for the same, and says where it comes from.</summary>
    private static async Task<IResult> ForkAsync(
        string id, HttpRequest request, JobFinder finder, Enqueuer enqueuer, CancellationToken cancel)
    {
        var body = await Fields.OfAsync(request);
        var (turn, branch) = (body.Whole("at_turn", 0, int.MaxValue) ?? 0, body.Text("branch_name", 255));
        if (body.Wrong is { } wrong)
        {
            return wrong;
        }

        if (turn > 0)
        {
            return OjsError.Unsupported("Turns are not recorded here: a job can be forked from its beginning, turn 0.");
        }

        if (await finder.AskAsync(new QueueOperation.Get(id), cancel) is not QueueAnswer.Jobs { Found: [var job] })
        {
            return OjsError.NotFound($"There is no job {id}.");
        }

        byte[] asked = [.. OjsJson.Write(job.Spec.Type), .. job.Spec.Args.Utf8.Span];
        var content = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(asked));
        var spec = job.Spec with { Extra = Origin(job, branch, content), ScheduledAt = null, Unique = null };
        var enqueued = await enqueuer.EnqueueAsync(new JobRequest(spec, Id: null), cancel);

        return enqueued.Refused is { } refused ? OjsError.Of(refused) : Writing.Ok(json =>
        {
            json.WriteString("branch_id", enqueued.Job!.Id);
            json.WriteString("content_id", content);
            json.WriteString("parent_id", id);
            json.Text("branch_name", branch);
            json.WriteNumber("at_turn", turn);
            OjsResult.Job(json, enqueued.Job);
        });
    }

    private static RawJson Origin(OjsJob job, string? branch, string content)
    {
        var extra = job.Spec.Extra is { } raw ? JsonNode.Parse(raw.Utf8.Span)!.AsObject() : [];
        var agent = extra[Member] as JsonObject ?? [];
        agent["parent_id"] = job.Id;
        agent["branch_name"] = branch;
        agent["content_id"] = content;
        agent["at_turn"] = 0;
        extra[Member] = agent;

        return new RawJson(JsonSerializer.SerializeToUtf8Bytes(extra, OjsJson.Options));
    }
}
