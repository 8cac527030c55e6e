using System.Collections.Immutable;
using Dapr.Actors;
using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Host.Ojs.Queues;

/// <summary>One queue of the Open Job Spec: its only writer.</summary>
public interface IQueueActor : IActor
{
    /// <summary>Does all operations, in order, and stores what they changed in one write before it answers.</summary>
    Task<QueueReply> ApplyAsync(QueueCall call);
}

/// <summary>What is asked of a queue at once.</summary>
/// <param name="Operations">At least one.</param>
/// <param name="Brief">Whether the reply may leave out what was asked for; replicas of older versions know nothing of that.</param>
public sealed record QueueCall(ImmutableArray<QueueOperation> Operations, bool Brief = false);

/// <summary>What the queue answers.</summary>
/// <param name="Answers">One for each operation.</param>
public sealed record QueueReply(ImmutableArray<QueueAnswer> Answers);
