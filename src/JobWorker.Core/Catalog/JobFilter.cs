using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JobWorker.Core.Jobs;

namespace JobWorker.Core.Catalog;

/// <summary>Which jobs are meant; what is not given does not matter.</summary>
/// <param name="State">One of these; empty: any.</param>
/// <param name="Service">Exactly this service.</param>
/// <param name="Namespace">Exactly this namespace.</param>
/// <param name="Reason">Exactly this reason.</param>
/// <param name="From">Created at or after, UTC.</param>
/// <param name="To">Created before, UTC.</param>
/// <param name="Callback">Exactly this has become of telling its client; an entry that does not know is never meant.</param>
public sealed record JobFilter(
    ImmutableArray<JobState> State,
    string? Service = null,
    string? Namespace = null,
    string? Reason = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    CallbackStanding? Callback = null)
{
    /// <summary>Every job.</summary>
    public static readonly JobFilter All = new([]);

    /// <summary>One of these; empty: any.</summary>
    [JsonPropertyOrder(-1)]
    public ImmutableArray<JobState> State { get; init; } = State.OrEmpty();

    /// <summary>Whether it leaves nobody out.</summary>
    [JsonIgnore]
    public bool IsAll => State.IsEmpty && (Service ?? Namespace ?? Reason) is null && (From ?? To) is null && Callback is null;

    /// <summary>Whether <paramref name="entry"/> is meant. A journal that is gone never is.</summary>
    public bool Matches(CatalogEntry entry) =>
        entry.State is not JobState.None
        && (State.IsEmpty || State.Contains(entry.State))
        && (Service ?? entry.Service) == entry.Service
        && (Namespace ?? entry.Namespace) == entry.Namespace
        && (Reason ?? entry.Reason) == entry.Reason
        && (Callback is null || Callback == entry.Callback)
        && !(From > entry.ShownAt)
        && !(To <= entry.ShownAt);
}

/// <summary>A place in a list of jobs, newest first: after the job created then, with this id.</summary>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Id">The message id.</param>
public sealed record JobPlace(DateTimeOffset CreatedAt, string Id)
{
    /// <summary>Where <paramref name="entry"/> stands.</summary>
    public static JobPlace Of(CatalogEntry entry) => new(entry.ShownAt, entry.Id);
}
