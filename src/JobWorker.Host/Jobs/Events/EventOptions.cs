using System.ComponentModel.DataAnnotations;

namespace JobWorker.Host.Jobs.Events;

/// <summary>Where the events of jobs are published. Section <c>Events</c>; read once, at start.</summary>
internal sealed class EventOptions : IValidatableObject
{
    public const string Section = "Events";

    /// <summary>Name of the Dapr pub/sub component that gets them. None, the default: they are not published.</summary>
    public string? PubSub { get; init; }

    /// <summary>Topic they are published to. Default <c>job-events</c>.</summary>
    [Required]
    public string Topic { get; init; } = "job-events";

    /// <summary>The CloudEvents' <c>source</c>: names this installation; a URI reference. Default <c>/jobworker</c>.</summary>
    [Required]
    public string Source { get; init; } = "/jobworker";

    /// <summary>Jobs whose events are published at the same time. 1 to 256; default 16.</summary>
    [Range(1, 256)]
    public int Concurrency { get; init; } = 16;

    /// <summary>Time the sidecar has to take one event. 1 s to 5 min; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether events are published.</summary>
    internal bool IsOn => !string.IsNullOrWhiteSpace(PubSub);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.IsWellFormedUriString(Source, UriKind.RelativeOrAbsolute))
        {
            yield return new ValidationResult("Events:Source must be a URI reference, such as /jobworker.", [nameof(Source)]);
        }
    }
}
