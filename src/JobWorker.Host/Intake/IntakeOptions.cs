using System.ComponentModel.DataAnnotations;

namespace JobWorker.Host.Intake;

/// <summary>Where messages come from and where bad ones go. Section <c>Intake</c>; read once, at start.</summary>
internal sealed class IntakeOptions
{
    public const string Section = "Intake";

    /// <summary>Name of the Dapr pub/sub component. Default <c>jobs-queue</c>.</summary>
    [Required]
    public string PubSub { get; init; } = "jobs-queue";

    /// <summary>Topic that <c>POST /api/jobs</c> publishes to. Default <c>jobs</c>.</summary>
    [Required]
    public string Topic { get; init; } = "jobs";

    /// <summary>Topic for messages without a usable id. Default <c>jobs-dead</c>.</summary>
    [Required]
    public string DeadLetterTopic { get; init; } = "jobs-dead";

    /// <summary>Kubernetes Jobs that may live at once; above that messages wait in the queue.</summary>
    /// <remarks>1 to 1,000,000; default 10,000. Counted by the watch, so by the leader alone, and exact only to what it has not seen yet.</remarks>
    [Range(1, 1_000_000)]
    public int MaxLiveJobs { get; init; } = 10_000;
}
