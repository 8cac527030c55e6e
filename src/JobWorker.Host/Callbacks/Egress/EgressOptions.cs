using System.ComponentModel.DataAnnotations;
using System.Net;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>What the egress endpoint may reach. Section <c>Egress</c>; read once, at start.</summary>
internal sealed class EgressOptions : IValidatableObject
{
    public const string Section = "Egress";

    /// <summary>Lets callbacks go to all addresses but those of metadata services. Default false.</summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>
    /// Networks such as <c>10.96.0.0/12</c> that callbacks may reach although they are not public. Default none; metadata
    /// services in them stay refused.
    /// </summary>
    public IList<string> AllowedNetworks { get; init; } = [];

    /// <summary>Time for one attempt, name resolution included. 1 s to 2 min; default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (text, i) in AllowedNetworks.Select((text, i) => (text, i)))
        {
            if (!IPNetwork.TryParse(text, out _))
            {
                yield return new ValidationResult(
                    $"Egress:AllowedNetworks:{i} must be a network such as 10.96.0.0/12 or fd00:1::/64.",
                    [nameof(AllowedNetworks)]);
            }
        }
    }
}
