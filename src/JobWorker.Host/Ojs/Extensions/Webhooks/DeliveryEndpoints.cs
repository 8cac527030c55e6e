using System.Text.Json;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Webhooks;

/// <summary>What became of events for subscribers. OJS webhooks, section 10.</summary>
internal static class DeliveryEndpoints
{
    /// <summary>What states of a job are called here.</summary>
    private static readonly Dictionary<string, JobState?> States = new(StringComparer.Ordinal)
    {
        ["pending"] = JobState.Available,
        ["sending"] = JobState.Active,
        ["retrying"] = JobState.Retryable,
        ["delivered"] = JobState.Completed,
        ["dead"] = JobState.Discarded,
        ["cancelled"] = JobState.Cancelled,
    };

    public static void MapDeliveries(this RouteGroupBuilder v1)
    {
        var deliveries = v1.MapGroup("/webhooks/deliveries");
        deliveries.MapGet("", ListAsync);
        deliveries.MapGet("/{id}", (string id, JobFinder finder, CancellationToken cancel) =>
            OneAsync(id, operation: null, finder, cancel));
        deliveries.MapPost("/{id}/retry", (string id, JobFinder finder, CancellationToken cancel) =>
            OneAsync(id, job => new QueueOperation.Retry(job, DeadLetterOnly: false), finder, cancel));
    }

    private static async Task<IResult> ListAsync(HttpRequest request, IQueues queues, CancellationToken cancel)
    {
        if (Page.Of(request.Query, out var page) is { } wrong)
        {
            return wrong;
        }

        JobState? state = null;
        if (request.Query.TryGetValue("status", out var status) && !States.TryGetValue(status.ToString(), out state))
        {
            return OjsError.Invalid("status", $"must be one of {string.Join(", ", States.Keys)}");
        }

        string? subscription = request.Query["subscription_id"];
        var ask = new QueueOperation.List(state, subscription, Worker: null, DeadLetters: false, page.Limit, page.Offset);
        var found = await queues.ListAsync(QueueNames.Webhooks, ask, cancel);

        return Writing.Ok(json =>
        {
            json.Objects("deliveries", found.Found, job => Members(json, job));
            page.Write(json, found.Total ?? 0);
        });
    }

    private static async Task<IResult> OneAsync(
        string id, Func<string, QueueOperation.OnJob>? operation, JobFinder finder, CancellationToken cancel)
    {
        if (Delivery.JobIdOf(id) is not { } jobId
            || await finder.AskAsync(new QueueOperation.Get(jobId), cancel) is not QueueAnswer.Jobs { Found: [var known] } found
            || known.Spec.Queue != QueueNames.Webhooks)
        {
            return OjsError.NotFound($"There is no delivery {id}.");
        }

        return (operation is null ? found : await finder.AskAsync(operation(jobId), cancel)) switch
        {
            QueueAnswer.Jobs { Found: [var job] } => Writing.Ok(json =>
            {
                json.WriteStartObject("delivery");
                Members(json, job);
                json.Objects("errors", job.Errors, error => Write(json, error));
                OjsResult.Raw(json, "event", Delivery.Of(job).Event);
                json.WriteEndObject();
            }),
            QueueAnswer.Refused refused => OjsError.Of(refused),
            var other => throw new InvalidOperationException($"A queue answered {other.GetType().Name}."),
        };
    }

    private static void Members(Utf8JsonWriter json, OjsJob job)
    {
        var delivery = Delivery.Of(job);
        json.WriteString("id", delivery.Id);
        json.WriteString("subscription_id", delivery.SubscriptionId);
        json.WriteString("event_type", delivery.EventType);
        json.WriteString("status", States.First(state => state.Value == job.State).Key);
        json.WriteNumber("attempts", job.Attempt);
        json.At("created_at", job.CreatedAt);
        json.At("last_attempt_at", job.StartedAt);
        json.At("next_attempt_at", job.State is JobState.Retryable ? job.AvailableAt : null);
        json.At("delivered_at", job.CompletedAt);
        if (job.Error is { } error)
        {
            json.WriteStartObject("last_error");
            Write(json, error);
            json.WriteEndObject();
        }

        OjsResult.Raw(json, "response", job.Result);
    }

    private static void Write(Utf8JsonWriter json, JobError error)
    {
        json.WriteString("type", error.Type);
        json.Text("message", error.Message);
        json.WriteNumber("attempt", error.Attempt);
        json.At("at", error.At);
    }
}
