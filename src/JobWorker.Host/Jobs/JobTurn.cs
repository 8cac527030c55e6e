using System.Collections.Immutable;
using JobWorker.Core.Jobs;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Jobs;

/// <summary>What one turn knows of the job. A turn works on its own copy and leaves it to the next.</summary>
internal sealed record JobTurn
{
    public required JournalStream<Job> Stream { get; set; }

    /// <summary>The reminder is set.</summary>
    public bool IsArmed { get; set; }

    /// <summary>The catalog is known to have an entry of it.</summary>
    public bool IsListed { get; set; }

    /// <summary>How many of its events are known to be published for good; none: no such mark is kept.</summary>
    public required long? Told { get; set; }

    /// <summary>The UIDs of the Kubernetes Jobs whose finalizer is gone.</summary>
    public ImmutableHashSet<string> Released { get; set; } = [];

    /// <summary>The cluster is not asked before, UTC.</summary>
    public DateTimeOffset NextLook { get; set; }

    /// <summary>What the cluster refused in a row.</summary>
    public int Refusals { get; set; }

    /// <summary>Read or written in this turn, so that nothing else can be true.</summary>
    public bool IsFresh { get; set; }

    /// <summary>A copy for the next turn, which may find the journal changed.</summary>
    public JobTurn Again() => this with { IsFresh = false, Stream = Stream.Kept };

    /// <summary>Starts over from what was read just now.</summary>
    public void Become(JobTurn read) =>
        (Stream, IsArmed, IsFresh, Told) = (read.Stream, read.IsArmed || IsArmed, true, read.Told);
}
