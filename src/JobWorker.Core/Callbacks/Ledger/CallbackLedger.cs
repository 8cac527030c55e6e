using System.Collections.Immutable;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;

namespace JobWorker.Core.Callbacks.Ledger;

/// <summary>Every callback of a job and everything that was done about it: a projection of the job's journal.</summary>
/// <param name="Id">The message id.</param>
/// <param name="Version">The number of events it was made of.</param>
/// <param name="Callbacks">In order of sequence.</param>
public sealed record CallbackLedger(string Id, long Version, ImmutableArray<LedgerLine> Callbacks)
{
    /// <summary>The ledger of a whole journal, or of the first part of one.</summary>
    public static CallbackLedger Of(string id, IEnumerable<Recorded<JobEvent>> history)
    {
        var job = Job.None;
        var lines = new List<LedgerLine>();
        foreach (var recorded in history)
        {
            var before = job;
            job = Job.Evolve(job, recorded.Event);
            lines.AddRange(job.Callbacks.Skip(lines.Count).Select(c => LedgerLine.New(id, c, recorded.Event.At)));
            for (var i = 0; i < lines.Count; i++)
            {
                lines[i] = lines[i].After(recorded.Event, before.WebhookUrl, job);
            }
        }

        return new CallbackLedger(id, job.Version, [.. lines]);
    }
}

/// <summary>One callback.</summary>
/// <param name="Sequence">Gapless from 0.</param>
/// <param name="Status">0, 1, 2, 3 or 99.</param>
/// <param name="WebhookId">The same over all attempts; see <see cref="CallbackIds"/>.</param>
/// <param name="Url">Where it went, or will go; without user info.</param>
/// <param name="State">How far it has come.</param>
/// <param name="At">When there was something to tell, UTC.</param>
/// <param name="NextTryAt">Not before this time, UTC; none when it is settled, or waits for an earlier one.</param>
/// <param name="Detail">The body's <c>detail</c>.</param>
/// <param name="Attempts">Oldest first.</param>
/// <param name="Resends">When an operator had it sent again, oldest first.</param>
public sealed record LedgerLine(
    int Sequence,
    int Status,
    string WebhookId,
    string? Url,
    LedgerState State,
    DateTimeOffset At,
    DateTimeOffset? NextTryAt,
    CallbackDetail Detail,
    ImmutableArray<LedgerAttempt> Attempts,
    ImmutableArray<LedgerResend> Resends)
{
    internal static LedgerLine New(string id, Callback callback, DateTimeOffset at) => new(
        callback.Sequence,
        callback.Status,
        CallbackIds.Of(id, callback.Sequence),
        Url: null,
        LedgerState.Pending,
        at,
        callback.DueAt,
        callback.Detail,
        [],
        []);

    /// <summary>This line after one more event.</summary>
    /// <param name="e">The event.</param>
    /// <param name="url">Where callbacks went before it.</param>
    /// <param name="job">The job after it.</param>
    internal LedgerLine After(JobEvent e, string? url, Job job)
    {
        var callback = job.Callbacks[Sequence];
        var resent = e is CallbackResent x && x.Sequence == Sequence ? new LedgerResend(x.At, Shown(x.Url)) : null;

        return this with
        {
            State = callback.State switch
            {
                CallbackState.Pending => LedgerState.Pending,
                CallbackState.Delivered => LedgerState.Delivered,
                CallbackState.Refused => LedgerState.Refused,
                _ when State is not LedgerState.Pending => State,
                _ => job.DeliveryEnded ? LedgerState.Ended : LedgerState.Abandoned,
            },
            Url = callback.State is CallbackState.Pending || Url is null ? Shown(job.WebhookUrl) : Url,
            NextTryAt = job.NextCallback?.Sequence == Sequence ? callback.DueAt : null,
            Attempts = LedgerAttempt.Of(e, Sequence, Shown(url)) is { } attempt ? Attempts.Add(attempt) : Attempts,
            Resends = resent is null ? Resends : Resends.Add(resent),
        };
    }

    private static string? Shown(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.UserInfo.Length > 0
            ? new UriBuilder(address) { UserName = "", Password = "" }.Uri.AbsoluteUri
            : url;
}

/// <summary>How far a callback has come.</summary>
public enum LedgerState
{
    /// <summary>To be sent, now or later.</summary>
    Pending,

    /// <summary>The receiver answered 2xx.</summary>
    Delivered,

    /// <summary>Every attempt failed. It can be sent again by hand.</summary>
    Abandoned,

    /// <summary>The receiver answered 410, to this callback or to an earlier one. It can be sent again by hand.</summary>
    Ended,

    /// <summary>Policy or the egress guard refuses the URL, this time or before. It can be sent again by hand.</summary>
    Refused,
}

/// <summary>One attempt at a callback.</summary>
/// <param name="Number">Counts from 1, on over every time it is sent again.</param>
/// <param name="At">When it ended, UTC.</param>
/// <param name="Url">Where it went; without user info.</param>
/// <param name="Status">The receiver's HTTP status; none when there was no answer.</param>
/// <param name="DurationMs">Milliseconds it took; none when it is not known.</param>
/// <param name="Error">What went wrong; none when it was delivered.</param>
/// <param name="NextTryAt">When the next one was planned for, UTC; none when there was to be none.</param>
public sealed record LedgerAttempt(
    int Number, DateTimeOffset At, string? Url, int? Status, long? DurationMs, string? Error, DateTimeOffset? NextTryAt)
{
    /// <summary>The attempt that <paramref name="e"/> tells of; none when it is about something else.</summary>
    internal static LedgerAttempt? Of(JobEvent e, int sequence, string? url) => e switch
    {
        CallbackDelivered x when x.Sequence == sequence => new(x.Attempt, x.At, url, x.StatusCode, x.DurationMs, null, null),
        CallbackFailed x when x.Sequence == sequence =>
            new(x.Attempt, x.At, url, x.StatusCode, x.DurationMs, x.Error, x.RetryAt),
        CallbackAbandoned x when x.Sequence == sequence =>
            new(x.Attempt, x.At, url, x.StatusCode, x.DurationMs, x.Error, null),
        CallbackRefused { Attempt: > 0 } x when x.Sequence == sequence => new(x.Attempt, x.At, url, null, null, x.Reason, null),
        _ => null,
    };
}

/// <summary>An operator had a callback sent again.</summary>
/// <param name="At">UTC.</param>
/// <param name="Url">The URL that was corrected with it, without user info; none when it stayed.</param>
public sealed record LedgerResend(DateTimeOffset At, string? Url);
