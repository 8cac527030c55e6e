using System.ComponentModel.DataAnnotations;
using JobWorker.Core.Callbacks;

namespace JobWorker.Host.Callbacks;

/// <summary>How callbacks are sent. Section <c>Callbacks</c>; read once, at start.</summary>
internal sealed class CallbackOptions : IValidatableObject
{
    public const string Section = "Callbacks";

    /// <summary>Name of the HTTP output binding that carries callbacks to the egress endpoint. Default <c>webhook</c>.</summary>
    [Required]
    public string Binding { get; init; } = "webhook";

    /// <summary>Callbacks in flight at once, over all jobs. 1 to 1024; default 32.</summary>
    [Range(1, 1024)]
    public int Concurrency { get; init; } = 32;

    /// <summary>Signs callbacks by Standard Webhooks 1.0.0: <c>whsec_</c> and base64. None: unsigned.</summary>
    public string? Secret { get; init; }

    /// <summary>
    /// Lines of a failed container's log to tell its client, at most 4 KiB. 0 to 100; default 0: none, for logs hold
    /// secrets.
    /// </summary>
    [Range(0, 100)]
    public int LogLines { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Secret is not null && !WebhookSignature.IsSecret(Secret))
        {
            yield return new ValidationResult("Secret must be whsec_ followed by base64.", [nameof(Secret)]);
        }
    }
}

/// <summary>What the egress endpoint may reach. Section <c>Egress</c>; read once, at start.</summary>
internal sealed class EgressOptions
{
    public const string Section = "Egress";

    /// <summary>Lets callbacks go to private, loopback and link-local addresses. Default false.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>Time for one attempt, name resolution included. 1 s to 2 min; default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);
}
