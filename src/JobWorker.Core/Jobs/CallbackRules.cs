using System.Collections.Immutable;
using JobWorker.Core.Callbacks;
using static JobWorker.Core.Jobs.JobCommand;
using Answer = JobWorker.Core.Decision<JobWorker.Core.Jobs.JobEvent>;

namespace JobWorker.Core.Jobs;

/// <summary>What <see cref="JobDecider"/> says about callbacks: what an attempt means, and which may be sent again.</summary>
internal static class CallbackRules
{
    /// <summary>Settles a callback, or says when it is tried again. Any attempt but the next changes nothing.</summary>
    public static Answer Attempted(Job job, RecordCallback c) =>
        Open(job, c.Sequence) is not { } callback || callback.Attempts + 1 != c.Attempt
            ? Accept()
            : c.StatusCode switch
            {
                _ when c.Refused => Accept(NotTo(job.WebhookUrl!, c.Sequence, c.Attempt, Cause(c), c.At)),
                >= 200 and <= 299 => Accept(new CallbackDelivered(c.Sequence, c.Attempt, c.StatusCode.Value, c.DurationMs, c.At)),
                410 => Accept(Abandoned(c, endsDelivery: true)),
                _ when c.Attempt - callback.Since >= RetrySchedule.Attempts(c.Schedule) =>
                    Accept(Abandoned(c, endsDelivery: false)),
                _ => Accept(Failed(c, c.Attempt - callback.Since)),
            };

    /// <summary>Each attempt by itself, on what those before it have left.</summary>
    public static Answer Attempted(Job job, RecordCallbacks c)
    {
        var events = ImmutableArray.CreateBuilder<JobEvent>(c.Attempts.Length);
        foreach (var attempt in c.Attempts)
        {
            if (Attempted(job, attempt) is Answer.Accepted { Events: var told })
            {
                events.AddRange(told);
                job = told.Aggregate(job, Job.Evolve);
            }
        }

        return new Answer.Accepted(events.ToImmutable());
    }

    /// <summary>One callback, or all that were given up, in the order of their sequence.</summary>
    public static Answer Resent(Job job, Resend c)
    {
        if (job.WebhookUrl is null && c.Url is null)
        {
            return Refuse(RefusalCode.Conflict, "The job has no webhook URL, and none was given.");
        }

        if (c.Sequence is { } sequence)
        {
            return sequence < 0 || sequence >= job.Callbacks.Length
                ? Refuse(RefusalCode.NotFound, $"The job has no callback {sequence}.")
                : IsUnderWay(job, job.Callbacks[sequence], c.Url)
                    ? Refuse(RefusalCode.Conflict, $"Callback {sequence} is already pending.")
                    : Accept(new CallbackResent(sequence, c.Url, c.At));
        }

        JobEvent[] dead =
        [
            .. job.Callbacks
                .Where(x => x.State is CallbackState.Abandoned or CallbackState.Refused)
                .Select(x => new CallbackResent(x.Sequence, c.Url, c.At)),
        ];

        return dead.Length > 0
            ? Accept(dead)
            : Refuse(RefusalCode.Conflict, "The job has no callback that was given up.");
    }

    /// <summary>A callback that may not go there; the event shows no user info.</summary>
    public static CallbackRefused NotTo(string url, int sequence, int attempt, string why, DateTimeOffset at) => new(
        sequence,
        attempt,
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
            ? uri.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)
            : "",
        ErrorCode.RefusedByPolicy,
        why,
        at);

    /// <summary>
    /// The callback whose turn it is. One that was on its way when an earlier one was sent again is not forgotten: what became of
    /// the attempt counts.
    /// </summary>
    private static Callback? Open(Job job, int sequence)
    {
        foreach (var callback in job.Callbacks.Where(c => c.State is CallbackState.Pending))
        {
            if (callback.Sequence == sequence)
            {
                return callback;
            }

            if (callback.Resent == 0)
            {
                return null;
            }
        }

        return null;
    }

    private static bool IsUnderWay(Job job, Callback callback, string? url) =>
        callback.State is CallbackState.Pending && (url is null || url == job.WebhookUrl);

    private static CallbackFailed Failed(RecordCallback c, int attempt) => new(
        c.Sequence,
        c.Attempt,
        c.StatusCode,
        Cause(c),
        c.DurationMs,
        c.At + RetrySchedule.Callback(attempt, c.RetryAfter, c.Chance, c.Schedule),
        c.At);

    private static CallbackAbandoned Abandoned(RecordCallback c, bool endsDelivery) => new(
        c.Sequence, c.Attempt, c.StatusCode, Cause(c), endsDelivery, c.At, c.DurationMs, endsDelivery ? true : null);

    private static string Cause(RecordCallback c) => c.Error ?? (c.StatusCode is { } code ? $"status {code}" : "no answer");

    private static Answer Accept(params ReadOnlySpan<JobEvent> events) => new Answer.Accepted([.. events]);

    private static Answer Refuse(RefusalCode code, string message) => new Answer.Refused(code, message);
}
