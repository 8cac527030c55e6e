using System.Collections.Immutable;

namespace JobWorker.Core;

/// <summary>What a decider answers: the events to record, or the reason it refuses.</summary>
/// <remarks>A refusal is an ordinary answer. Exceptions are kept for bugs and for broken I/O.</remarks>
public abstract record Decision<TEvent>
{
    private Decision()
    {
    }

    /// <summary>Record these events, in this order. None at all means: already done, nothing to change.</summary>
    /// <param name="Events">In the order they happened.</param>
    public sealed record Accepted(ImmutableArray<TEvent> Events) : Decision<TEvent>;

    /// <summary>Change nothing; tell the caller why.</summary>
    /// <param name="Code">For programs.</param>
    /// <param name="Message">For people.</param>
    public sealed record Refused(RefusalCode Code, string Message) : Decision<TEvent>;
}

/// <summary>Why a command was refused.</summary>
public enum RefusalCode
{
    /// <summary>There is no such job.</summary>
    NotFound,

    /// <summary>The job is in a state that does not allow it.</summary>
    Conflict,
}
