using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Operations;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Admin;

/// <summary>Queues as operators see them. OJS admin API, section 6.</summary>
internal static class QueueAdmin
{
    private const double LeastRate = 0.001;
    private const double MostRate = 1_000_000;

    public static void MapQueueAdmin(this RouteGroupBuilder admin)
    {
        admin.MapGet("/queues", ListAsync);
        admin.MapGet("/queues/{queue}", OneAsync);
        admin.MapPost("/queues/{queue}/pause", (string queue, IQueues queues, CancellationToken cancel) =>
            AskAsync(queue, queues, new QueueOperation.Pause(), cancel));
        admin.MapPost("/queues/{queue}/resume", (string queue, IQueues queues, CancellationToken cancel) =>
            AskAsync(queue, queues, new QueueOperation.Resume(), cancel));
        admin.MapPut("/queues/{queue}/config", ConfigureAsync);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, Survey survey, CancellationToken cancel)
    {
        if (AdminPage.Of(request.Query, out var page) is { } wrong)
        {
            return wrong;
        }

        var names = await survey.QueuesAsync(only: null, cancel);
        var found = await survey.CountsAsync(names.Skip(page.Skip).Take(page.Size), tenant: null, cancel);

        return Writing.Ok(json =>
        {
            json.Objects("items", found, one => Write(json, one.Queue, one.Counts));
            page.Write(json, names.Count);
        });
    }

    /// <summary>Looking at a queue does not make it.</summary>
    private static async Task<IResult> OneAsync(string queue, Survey survey, IQueues queues, CancellationToken cancel) =>
        await survey.QueuesAsync(queue, cancel) is []
            ? OjsError.NotFound($"There is no queue {queue}.")
            : await AskAsync(queue, queues, new QueueOperation.Stats(), cancel);

    private static async Task<IResult> ConfigureAsync(
        string queue, HttpRequest request, IQueues queues, CancellationToken cancel)
    {
        var body = await Fields.OfAsync(request);
        foreach (var name in (ReadOnlySpan<string>)["concurrency", "retention"])
        {
            if (body.Has(name))
            {
                return OjsError.Unsupported($"A queue has no {name} of its own here; max_per_second and max_depth can be set.");
            }
        }

        var (rate, bound) = (body.Object("rate_limit"), body.Object("backpressure"));
        if (bound.Text("strategy") is not (null or "reject"))
        {
            return OjsError.Unsupported("What does not fit is rejected; there is no other strategy.");
        }

        var asked = Asked(body, rate, bound).ToList();
        if (asked.Count == 0)
        {
            body.Complain<string>("max_per_second", "or max_depth is required: there is nothing else to set");
        }

        body.Take(rate);
        body.Take(bound);
        if (body.Wrong is { } wrong)
        {
            return wrong;
        }

        foreach (var operation in asked.SkipLast(1))
        {
            await queues.AskAsync(queue, operation, cancel);
        }

        return await AskAsync(queue, queues, asked[^1], cancel);
    }

    /// <summary>What is to be set; null sets no limit.</summary>
    private static IEnumerable<QueueOperation> Asked(Fields body, Fields rate, Fields bound)
    {
        if (body.Has("max_per_second"))
        {
            yield return new QueueOperation.LimitRate(body.Number("max_per_second", LeastRate, MostRate));
        }
        else if (rate.Has("max_per_second"))
        {
            yield return new QueueOperation.LimitRate(rate.Number("max_per_second", LeastRate, MostRate));
        }
        else if (rate.Has("limit"))
        {
            rate.Complain<string>("limit", "is not known here; max_per_second is");
        }

        if (body.Has("max_depth"))
        {
            yield return new QueueOperation.Bound(body.Whole("max_depth", 1, int.MaxValue));
        }
        else if (bound.Has("max_depth"))
        {
            yield return new QueueOperation.Bound(bound.Whole("max_depth", 1, int.MaxValue));
        }
    }

    private static async Task<IResult> AskAsync(
        string queue, IQueues queues, QueueOperation operation, CancellationToken cancel)
    {
        if (!QueueNames.IsValid(queue))
        {
            return OjsError.Invalid("queue", QueueNames.Rule);
        }

        var counts = (QueueAnswer.Counts)await queues.AskAsync(queue, operation, cancel);

        return Writing.Ok(json => Write(json, queue, counts));
    }

    private static void Write(Utf8JsonWriter json, string queue, QueueAnswer.Counts counts)
    {
        json.WriteString("name", queue);
        json.WriteString("state", counts.Paused ? "paused" : "active");
        json.WriteBoolean("paused", counts.Paused);
        json.WriteStartObject("counts");
        foreach (var state in Enum.GetValues<JobState>())
        {
            json.WriteNumber(OjsJson.Name(state), counts.ByState.GetValueOrDefault(state));
        }

        json.WriteEndObject();
        json.WriteNumber("depth", counts.Depth);
        json.WriteNumber("dead_letter", counts.DeadLetters);
        json.WriteStartObject("configuration");
        if (counts.MaxPerSecond is { } rate)
        {
            json.WriteNumber("max_per_second", rate);
        }

        if (counts.MaxDepth is { } depth)
        {
            json.WriteStartObject("backpressure");
            json.WriteNumber("max_depth", depth);
            json.WriteString("strategy", "reject");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.At("created_at", counts.CreatedAt);
    }
}
