using System.ComponentModel.DataAnnotations;

namespace JobWorker.Host.Intake;

/// <summary>Where messages come from and where bad ones go. Section <c>Intake</c>; read once, at start.</summary>
internal sealed class IntakeOptions : IValidatableObject
{
    public const string Section = "Intake";

    /// <summary>Name of the Dapr pub/sub component. Default <c>jobs-queue</c>.</summary>
    [Required]
    public string PubSub { get; init; } = "jobs-queue";

    /// <summary>Topic that <c>POST /api/jobs</c> publishes to. Default <c>jobs</c>.</summary>
    [Required]
    public string Topic { get; init; } = "jobs";

    /// <summary>
    /// Component that keeps messages without a usable id: a pub/sub component, or an output binding with operation <c>create</c>.
    /// </summary>
    /// <remarks>Default <c>dead-letters</c>; what it is, the sidecar tells.</remarks>
    [Required]
    public string DeadLetterComponent { get; init; } = "dead-letters";

    /// <summary>
    /// Topic for messages without a usable id, where their component is a pub/sub component. Default <c>jobs-dead</c>.
    /// </summary>
    [Required]
    public string DeadLetterTopic { get; init; } = "jobs-dead";

    /// <summary>Kubernetes Jobs that may live at once; above that messages wait in the queue.</summary>
    /// <remarks>
    /// 1 to 1,000,000; default 10,000. Counted by the watch, so by the leader alone, and exact only to what it has not seen yet.
    /// </remarks>
    [Range(1, 1_000_000)]
    public int MaxLiveJobs { get; init; } = 10_000;

    /// <summary>Dead letters must not come back as messages.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DeadLetterComponent == PubSub && DeadLetterTopic == Topic)
        {
            yield return new ValidationResult(
                "DeadLetterTopic must not be Topic where DeadLetterComponent is PubSub: "
                + "dead letters would come back as messages.",
                [nameof(DeadLetterTopic)]);
        }
    }
}
