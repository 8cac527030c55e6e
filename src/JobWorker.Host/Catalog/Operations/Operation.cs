using System.Collections.Immutable;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;

namespace JobWorker.Host.Catalog.Operations;

/// <summary>Something to be done to many jobs, and how far it has come. The names are in stores for weeks.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Verb">What is done.</param>
/// <param name="Filter">To which jobs.</param>
/// <param name="CreatedAt">When it was asked for, UTC; jobs created later are not meant.</param>
internal sealed record Operation(string Id, OperationVerb Verb, JobFilter Filter, DateTimeOffset CreatedAt)
{
    /// <summary>Most problems that are kept.</summary>
    public const int MostProblems = 100;

    /// <summary>Where callbacks that are sent again go from now on; none: where they went before.</summary>
    public string? Url { get; init; }

    /// <summary>Whether it goes on.</summary>
    public OperationState State { get; init; } = OperationState.Running;

    /// <summary>Jobs meant when it began; once it is done, jobs that were told. None before it began.</summary>
    public int? Matched { get; init; }

    /// <summary>Jobs that did it.</summary>
    public int Done { get; init; }

    /// <summary>Jobs for which there was nothing to do, or that must not do it.</summary>
    public int Refused { get; init; }

    /// <summary>Jobs that could not be reached.</summary>
    public int Failed { get; init; }

    /// <summary>The first of the refusals and failures.</summary>
    public ImmutableArray<OperationProblem> Problems { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The jobs that are being told; after a crash some of them have been.</summary>
    public ImmutableArray<PlannedJob> Page { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Where the page ends; none before the first.</summary>
    public JobPlace? Place { get; init; }

    /// <summary>When it last came further, UTC.</summary>
    public DateTimeOffset UpdatedAt { get; init; } = CreatedAt;

    /// <summary>Names the last write, so that its writer knows it again.</summary>
    public string Commit { get; init; } = "";

    /// <summary>The jobs meant: no job created after it was asked for.</summary>
    public JobFilter Meant =>
        Filter.To is { } to && to < CreatedAt ? Filter : Filter with { To = CreatedAt };

    /// <summary>The operation with what became of one page.</summary>
    public Operation With(IReadOnlyCollection<ToldJob> told) => this with
    {
        Done = Done + told.Count(t => t.Outcome is ToldOutcome.Done),
        Refused = Refused + told.Count(t => t.Outcome is ToldOutcome.Refused),
        Failed = Failed + told.Count(t => t.Outcome is ToldOutcome.Failed),
        Problems =
        [
            .. Problems
                .Concat(told.Where(t => t.Message is not null).Select(t => new OperationProblem(t.Id, t.Message!)))
                .Take(MostProblems),
        ],
        Page = [],
    };

    /// <summary>What is said to a job.</summary>
    public JobCommand Command(DateTimeOffset at) => Verb switch
    {
        OperationVerb.Cancel => new JobCommand.Cancel(at),
        OperationVerb.Resend => new JobCommand.Resend(Sequence: null, Url, at),
        _ => new JobCommand.Redrive(at),
    };

    /// <summary>Whether <paramref name="job"/>, told before this process was, has done it already.</summary>
    public bool IsDoneBy(Job job, PlannedJob planned) => Verb switch
    {
        OperationVerb.Cancel => job is { State: JobState.Aborted, Error.Reason: FailureReason.Cancelled },
        OperationVerb.Resend => job.Version > 0 && job.Callbacks.All(c => c.State is not (CallbackState.Abandoned or CallbackState.Refused)),
        _ => job.Attempt > planned.Attempt,
    };
}

/// <summary>What is done to many jobs.</summary>
internal enum OperationVerb
{
    /// <summary>Ends them.</summary>
    Cancel,

    /// <summary>Runs them once more.</summary>
    Redrive,

    /// <summary>Sends again every callback that was given up.</summary>
    Resend,
}

/// <summary>Whether an operation goes on.</summary>
internal enum OperationState
{
    /// <summary>It does, or will once the ones before it have ended.</summary>
    Running,

    /// <summary>Every job was told.</summary>
    Done,

    /// <summary>Somebody stopped it.</summary>
    Stopped,
}

/// <summary>A job that is to be told.</summary>
/// <param name="Id">The message id.</param>
/// <param name="Attempt">The attempt it was in.</param>
internal sealed record PlannedJob(string Id, int Attempt);

/// <summary>What became of telling a job.</summary>
/// <param name="Id">The message id.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">Why it was refused or failed; none otherwise.</param>
internal sealed record ToldJob(string Id, ToldOutcome Outcome, string? Message = null);

/// <summary>How telling a job ended.</summary>
internal enum ToldOutcome
{
    /// <summary>It did it.</summary>
    Done,

    /// <summary>It need not, or must not.</summary>
    Refused,

    /// <summary>It could not be reached.</summary>
    Failed,
}

/// <summary>A job an operation did not do its work on.</summary>
/// <param name="Id">The message id.</param>
/// <param name="Message">Why.</param>
internal sealed record OperationProblem(string Id, string Message);
