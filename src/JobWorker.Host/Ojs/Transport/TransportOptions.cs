using System.ComponentModel.DataAnnotations;
using JobWorker.Core.Ojs.Envelopes;

namespace JobWorker.Host.Ojs.Transport;

/// <summary>What OJS sends out over Dapr. Section <c>Ojs:Transport</c>; read once, at start.</summary>
internal sealed class TransportOptions : IValidatableObject
{
    public const string Section = "Ojs:Transport";

    /// <summary>Pub/sub component that gets every event of every queue. None, the default: they are not published.</summary>
    public string? EventsPubSub { get; init; }

    /// <summary>Topic they are published to. Default <c>ojs-events</c>.</summary>
    [Required]
    public string EventsTopic { get; init; } = "ojs-events";

    /// <summary>Topic, of the same component, that gets each dead letter whole. None, the default: they stay in their queue only.</summary>
    public string? DeadLettersTopic { get; init; }

    /// <summary>Queues whose jobs are handed on, instead of waiting to be fetched. Default none.</summary>
    public PushQueue[] Push { get; init; } = [];

    /// <summary>Whether events are published.</summary>
    internal bool TellsEvents => !string.IsNullOrWhiteSpace(EventsPubSub);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DeadLettersTopic is not null && !TellsEvents)
        {
            yield return new ValidationResult(
                $"{Section}:DeadLettersTopic needs {Section}:EventsPubSub, which names the component.", [nameof(DeadLettersTopic)]);
        }

        foreach (var (push, n) in Push.Select((push, n) => (push, n)))
        {
            if (!QueueNames.IsValid(push.Queue))
            {
                yield return new ValidationResult($"{Section}:Push:{n}:Queue {QueueNames.Rule}.", [nameof(Push)]);
            }

            if (string.IsNullOrEmpty(push.Binding) == (string.IsNullOrEmpty(push.PubSub) || string.IsNullOrEmpty(push.Topic)))
            {
                yield return new ValidationResult(
                    $"{Section}:Push:{n} must name either a Binding, or a PubSub and a Topic.", [nameof(Push)]);
            }

            if (push.Concurrency is < 1 or > 1_000)
            {
                yield return new ValidationResult($"{Section}:Push:{n}:Concurrency must be 1 to 1,000.", [nameof(Push)]);
            }
        }
    }
}

/// <summary>A queue whose jobs are handed on.</summary>
internal sealed class PushQueue
{
    /// <summary>Which queue.</summary>
    public string Queue { get; init; } = "";

    /// <summary>Output binding (operation <c>post</c>, such as <c>bindings.http</c>) that gets each job: any 2xx is its result.</summary>
    public string? Binding { get; init; }

    /// <summary>In place of a binding: pub/sub component whose broker takes the job over.</summary>
    public string? PubSub { get; init; }

    /// <summary>The topic there.</summary>
    public string? Topic { get; init; }

    /// <summary>Jobs handed on at the same time by each replica. 1 to 1,000; default 16.</summary>
    public int Concurrency { get; init; } = 16;
}
