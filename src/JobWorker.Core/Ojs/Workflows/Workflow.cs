using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Core.Ojs.Workflows;

/// <summary>Jobs that depend on each other. A chain, a group, a batch or any nesting of them is a graph of steps.</summary>
public sealed record Workflow
{
    /// <summary>Its id: a UUID of version 7.</summary>
    public required string Id { get; init; }

    /// <summary>What the client calls it.</summary>
    public string? Name { get; init; }

    /// <summary>What the client asked for.</summary>
    public WorkflowType Type { get; init; }

    /// <summary>Where it stands.</summary>
    public WorkflowState State { get; init; }

    /// <summary>When it was accepted, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Annotations: a JSON object.</summary>
    public RawJson? Meta { get; init; }

    /// <summary>Whether every job that could begin at once was enqueued.</summary>
    public bool Started { get; init; }

    /// <summary>In the order in which the client wrote them.</summary>
    public ImmutableArray<Step> Steps { get; init; } = [];

    /// <summary>Whether nothing will become of it any more.</summary>
    [JsonIgnore]
    public bool IsFinal => State is not WorkflowState.Running;

    /// <summary>Steps that make the workflow a success or a failure: all but callbacks.</summary>
    [JsonIgnore]
    public IEnumerable<Step> Work => Steps.Where(step => step.When is StepRule.AllSucceeded);

    /// <summary>The id of a step's job: the same however often it is enqueued.</summary>
    public string JobIdOf(Step step) => JobIds.Named(CreatedAt, $"{Id}/{step.Key}");
}

/// <summary>One job of a workflow.</summary>
public sealed record Step
{
    /// <summary>Which one: its place in the definition, such as <c>2</c> or <c>1.0</c> or <c>on_success</c>.</summary>
    public required string Key { get; init; }

    /// <summary>The job: once the step has begun, just as it was enqueued then, however often that is done again.</summary>
    public required JobSpec Spec { get; init; }

    /// <summary>Times that count from when the step begins. None: there are no such, or it has begun, and the job has them.</summary>
    /// <remarks>Until then the job has them as if it had begun at creation: who does not know this member goes by that.</remarks>
    public RelativeTimes? Relative { get; init; }

    /// <summary>Steps that must have ended before.</summary>
    public ImmutableArray<string> After { get; init; } = [];

    /// <summary>How they must have ended.</summary>
    public StepRule When { get; init; }

    /// <summary>Where it stands.</summary>
    public StepState State { get; init; }

    /// <summary>What its job said.</summary>
    public RawJson? Result { get; init; }

    /// <summary>Whether nothing will become of it any more.</summary>
    [JsonIgnore]
    public bool IsFinal => State is StepState.Succeeded or StepState.Failed or StepState.Skipped;

    /// <summary>The step begun, with its relative times made absolute: what is stored is what every replica enqueues.</summary>
    /// <param name="now">UTC.</param>
    public Step Begin(DateTimeOffset now) => this with
    {
        State = StepState.Running,
        Spec = Relative?.Resolve(Spec, now) ?? Spec,
        Relative = null,
    };
}

/// <summary>What a client asked for.</summary>
public enum WorkflowType
{
    /// <summary>One after the other.</summary>
    Chain,

    /// <summary>All at once.</summary>
    Group,

    /// <summary>All at once, then callbacks.</summary>
    Batch,

    /// <summary>Steps that name those they depend on.</summary>
    Dag,
}

/// <summary>Where a workflow stands.</summary>
public enum WorkflowState
{
    /// <summary>Some step may still be done.</summary>
    Running,

    /// <summary>Every step was done. Final.</summary>
    Completed,

    /// <summary>Some step was given up, cancelled or never begun. Final.</summary>
    Failed,

    /// <summary>Somebody ended it. Final.</summary>
    Cancelled,
}

/// <summary>Where a step stands.</summary>
public enum StepState
{
    /// <summary>Waits for others.</summary>
    Waiting,

    /// <summary>Its job is in its queue, or with a worker.</summary>
    Running,

    /// <summary>Its job is done.</summary>
    Succeeded,

    /// <summary>Its job was given up or cancelled.</summary>
    Failed,

    /// <summary>It will never begin.</summary>
    Skipped,
}

/// <summary>How the steps before must have ended.</summary>
public enum StepRule
{
    /// <summary>All well: the rule of what is no callback.</summary>
    AllSucceeded,

    /// <summary>A callback: all well.</summary>
    OnSuccess,

    /// <summary>A callback: at least one not well.</summary>
    OnFailure,

    /// <summary>A callback: in whatever way.</summary>
    OnComplete,
}
