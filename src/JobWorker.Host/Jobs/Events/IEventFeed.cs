using JobWorker.Core.Jobs;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Jobs.Events;

/// <summary>Tells the outside what jobs record: at least once, in order for each job, outside their turns.</summary>
internal interface IEventFeed
{
    /// <summary>How many events of a job without a journal are known to be published: none kept, or more than any has.</summary>
    long? ToldOfNew { get; }

    /// <summary>How many events of a job are known to be published for good; none: no such mark is kept.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    ValueTask<long?> ToldAsync(JournalStream<Job> stream, CancellationToken cancel);

    /// <summary>Takes note of how far a job's journal has come, and returns at once.</summary>
    /// <param name="stream">As it is stored.</param>
    /// <param name="told">What <see cref="ToldAsync"/> said.</param>
    void Note(JournalStream<Job> stream, long? told);
}

/// <summary>Nobody wants to be told: costs nothing, and holds no job.</summary>
internal sealed class NoEvents : IEventFeed
{
    public long? ToldOfNew => long.MaxValue;

    public ValueTask<long?> ToldAsync(JournalStream<Job> stream, CancellationToken cancel) => new(long.MaxValue);

    public void Note(JournalStream<Job> stream, long? told)
    {
    }
}
