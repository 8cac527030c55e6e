using System.ComponentModel.DataAnnotations;
using System.Net;
using JobWorker.Host.Hosting.Listening.Access;

namespace JobWorker.Host.Hosting.Listening;

/// <summary>The two listeners. Section <c>Listen</c>; read once, at start.</summary>
internal sealed class ListenOptions : IValidatableObject
{
    public const string Section = "Listen";

    /// <summary>
    /// Port on 127.0.0.1 for the sidecar alone. 0 to 65535, 0 picks a free one; default 5080. Also <c>APP_PORT</c>.
    /// </summary>
    [Range(0, 65535)]
    public int SidecarPort { get; init; } = 5080;

    /// <summary>Address of the public listener. Default 127.0.0.1.</summary>
    [Required]
    public string PublicAddress { get; init; } = "127.0.0.1";

    /// <summary>Port of the public listener. 0 to 65535, 0 picks a free one; default 8080.</summary>
    [Range(0, 65535)]
    public int PublicPort { get; init; } = 8080;

    /// <summary>Lets anyone who reaches a public listener off loopback use it, where there are no keys. Default false.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Keys of the public listener by their names. None: it asks for none. Also <c>OJS_API_KEY</c>, which may operate.</summary>
    public Dictionary<string, ApiKeyOptions> Keys { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(PublicAddress, out var address))
        {
            yield return new ValidationResult("PublicAddress must be an IP address.", [nameof(PublicAddress)]);
        }
        else if (!IPAddress.IsLoopback(address) && !AllowAnonymous && Keys.Count == 0)
        {
            yield return new ValidationResult(
                "PublicAddress is not loopback and the public listener asks for no key: "
                + "set Listen:Keys, or AllowAnonymous to true to accept that.",
                [nameof(AllowAnonymous)]);
        }

        foreach (var (name, key) in Keys.Where(key => key.Value.Wrong is not null))
        {
            yield return new ValidationResult($"{Section}:{nameof(Keys)}:{name}: {key.Wrong}.", [nameof(Keys)]);
        }

        foreach (var same in Keys.GroupBy(key => key.Value.Key, key => key.Key, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            yield return new ValidationResult(
                $"{Section}:{nameof(Keys)}: {string.Join(" and ", same)} have the same key.", [nameof(Keys)]);
        }
    }
}
