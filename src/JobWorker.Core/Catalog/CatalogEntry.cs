using System.Text.Json.Serialization;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;

namespace JobWorker.Core.Catalog;

/// <summary>One line of the catalog: what a list of jobs shows of a job. A projection of its journal, never the truth.</summary>
/// <param name="Id">The message id.</param>
/// <param name="State">Where it stands; <see cref="JobState.None"/>: there is no such journal any more.</param>
/// <param name="Service">The client's service; none when it could not be read.</param>
/// <param name="Namespace">The namespace; none for a message that was refused.</param>
/// <param name="Reason">One word of the vocabulary: why it ended badly, or what keeps it from starting; none otherwise.</param>
/// <param name="JobName">Its Kubernetes Job; none before there is one.</param>
/// <param name="Attempt">From 1; each re-drive is a new one.</param>
/// <param name="Version">The event that last changed anything of this; 0: the journal's first append is under way.</param>
/// <param name="CreatedAt">When the first event happened, UTC; none where only later entries know.</param>
/// <param name="UpdatedAt">When that last event happened, UTC.</param>
/// <param name="Fix">Counts corrections at the same version; 0 but after a rebuild that found something wrong.</param>
/// <param name="Callback">What has become of telling its client; none in entries older than this: not known.</param>
public sealed record CatalogEntry(
    string Id,
    JobState State,
    string? Service,
    string? Namespace,
    string? Reason,
    string? JobName,
    int Attempt,
    long Version,
    DateTimeOffset? CreatedAt,
    DateTimeOffset UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Fix = 0,
    CallbackStanding? Callback = null)
{
    /// <summary>No lifecycle event can follow.</summary>
    [JsonIgnore]
    public bool IsFinal =>
        State is JobState.Succeeded or JobState.Failed or JobState.Aborted or JobState.Rejected or JobState.None;

    /// <summary>When it was created as far as is known, UTC: where it stands in a list.</summary>
    [JsonIgnore]
    public DateTimeOffset ShownAt => CreatedAt ?? UpdatedAt;

    /// <summary>The entry after <paramref name="events"/>; none where they change nothing that a list shows.</summary>
    public static CatalogEntry? After(string id, Job before, IEnumerable<JobEvent> events)
    {
        CatalogEntry? entry = null;
        var job = before;
        foreach (var e in events)
        {
            var next = Job.Evolve(job, e);
            if (Seen(next) != Seen(job))
            {
                entry = Of(id, next, e);
            }

            job = next;
        }

        return entry;
    }

    /// <summary>The entry a whole journal asks for; none where it is empty.</summary>
    public static CatalogEntry? Of(string id, IEnumerable<Recorded<JobEvent>> history) =>
        After(id, Job.None, history.Select(e => e.Event));

    /// <summary>Whether this is to be believed where <paramref name="other"/>, of the same id, is known too.</summary>
    /// <remarks>
    /// The higher version wins. An id that comes again after its journal was forgotten counts from 1 once more, in a life that
    /// began later. An entry whose first append is under way never beats one that is written.
    /// </remarks>
    public bool Supersedes(CatalogEntry other) =>
        Version > 0 && other.Version > 0 && CreatedAt is { } mine && other.CreatedAt is { } theirs && mine != theirs
            ? mine > theirs
            : Version != other.Version ? Version > other.Version : Fix > other.Fix;

    /// <summary>This entry, with what only <paramref name="older"/> knows.</summary>
    public CatalogEntry Over(CatalogEntry older) => this with
    {
        Service = Service ?? older.Service,
        Namespace = Namespace ?? older.Namespace,
        CreatedAt = CreatedAt ?? older.CreatedAt,
    };

    /// <summary>What must be written so that lists show what a journal says; none where they do.</summary>
    /// <param name="told">What the journal says; none where it is gone.</param>
    /// <param name="now">UTC.</param>
    public CatalogEntry? Corrected(CatalogEntry? told, DateTimeOffset now) => told switch
    {
        null when State is JobState.None => null,
        null => this with { State = JobState.None, UpdatedAt = now, Fix = Fix + 1 },
        _ when told.Supersedes(this) => told,
        _ when told.LooksLike(this) => null,
        _ => told with { Version = Version, CreatedAt = CreatedAt, Fix = Fix + 1 },
    };

    /// <summary>Whether a list shows the same of both.</summary>
    public bool LooksLike(CatalogEntry other) =>
        (State, Reason, JobName, Attempt, Callback) == (other.State, other.Reason, other.JobName, other.Attempt, other.Callback);

    /// <summary>
    /// Whether this is worth telling those who listen, after <paramref name="older"/>: that all was delivered is not, for it is
    /// expected of every job.
    /// </summary>
    public bool IsNewsAfter(CatalogEntry older) =>
        !LooksLike(older with { Callback = Callback })
        || (Callback is CallbackStanding.Dead) != (older.Callback is CallbackStanding.Dead);

    private static CatalogEntry Of(string id, Job job, JobEvent e) => new(
        id,
        job.State,
        job.Request?.Service ?? (e as JobRejected)?.Service,
        job.Request?.Job.Namespace,
        ReasonOf(job),
        job.Ref?.Name,
        job.Attempt,
        job.Version,
        job.FirstAt,
        e.At,
        Callback: StandingOf(job));

    private static (JobState State, string? Reason, string? JobName, int Attempt, CallbackStanding Callback) Seen(Job job) =>
        (job.State, ReasonOf(job), job.Ref?.Name, job.Attempt, StandingOf(job));

    /// <summary>
    /// The client of a job that goes on is yet to be told how it ended, so that a list changes once for all its callbacks.
    /// </summary>
    private static CallbackStanding StandingOf(Job job) => job switch
    {
        { WebhookUrl: null } => CallbackStanding.None,
        _ when job.Callbacks.Any(c => c.State is CallbackState.Abandoned or CallbackState.Refused) => CallbackStanding.Dead,
        { IsFinal: true, NextCallback: null } => CallbackStanding.Delivered,
        _ => CallbackStanding.Pending,
    };

    private static string? ReasonOf(Job job) =>
        job.State is JobState.Succeeded ? null : job.Error?.Reason ?? job.Stuck?.Reason;
}

/// <summary>What has become of telling a job's client. The numbers are in the read model.</summary>
public enum CallbackStanding
{
    /// <summary>Nobody wants to be told.</summary>
    None = 0,

    /// <summary>Something is still to be told, if only how the job ended.</summary>
    Pending = 1,

    /// <summary>The job is final, and the receiver took everything.</summary>
    Delivered = 2,

    /// <summary>A callback was given up, or the receiver answered 410. It can be sent again by hand.</summary>
    Dead = 3,
}
