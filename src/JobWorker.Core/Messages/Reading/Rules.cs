using System.Text.RegularExpressions;

namespace JobWorker.Core.Messages.Reading;

/// <summary>A rule for one text.</summary>
/// <param name="Text">What it asks, to be read after the field's name.</param>
/// <param name="Holds">Whether a text keeps it.</param>
internal sealed record Rule(string Text, Func<string, bool> Holds);

/// <summary>The rules for texts: the contract's own, and those the Kubernetes API has for the fields they end up in.</summary>
internal static partial class Rules
{
    public static readonly Rule Id = new(
        "must be 1-128 characters of A-Z a-z 0-9 . _ : -", IdPattern.IsMatch);

    public static readonly Rule DnsLabel = new(
        "must be a DNS-1123 label: 1-63 of a-z 0-9 -, a letter or digit at both ends", DnsLabelPattern.IsMatch);

    public static readonly Rule NamePrefix = new(
        "must start a DNS-1123 label: 1-53 of a-z 0-9 -, a letter or digit first", NamePrefixPattern.IsMatch);

    public static readonly Rule DnsName = new(
        "must be a DNS-1123 name: 1-253 of a-z 0-9 - ., a letter or digit at both ends of each part",
        text => text.Length <= 253 && text.Split('.').All(IsDnsPart));

    public static readonly Rule Image = new(
        "must be an image reference such as registry.example.com/team/image:tag, at most 512 characters, no white space",
        text => text.Length <= 512 && ImagePattern.IsMatch(text));

    public static readonly Rule EnvName = new(
        "must be a variable name: a letter or _ first, then A-Z a-z 0-9 _ . -", EnvNamePattern.IsMatch);

    public static readonly Rule Quantity = new(
        "must be a Kubernetes quantity of at least 0, such as 500m or 256Mi",
        text => Messages.Quantity.TryParse(text, out var quantity) && !quantity.IsNegative);

    public static readonly Rule LabelKey = new(
        "must be a Kubernetes key: a DNS-1123 name and / or neither, then 1-63 of A-Z a-z 0-9 . _ -, alphanumeric at both ends",
        IsLabelKey);

    public static readonly Rule LabelValue = new(
        "must be a label value: 0-63 of A-Z a-z 0-9 . _ -, a letter or digit at both ends",
        text => text.Length == 0 || LabelPattern.IsMatch(text));

    public static readonly Rule Operator = new("must be Equal or Exists", text => text is "Equal" or "Exists");

    public static readonly Rule Effect = new(
        "must be NoSchedule, PreferNoSchedule or NoExecute", text => text is "NoSchedule" or "PreferNoSchedule" or "NoExecute");

    public static readonly Rule EnvSource = new(
        "must be configmap or secret",
        text => text.Equals("configmap", StringComparison.OrdinalIgnoreCase)
            || text.Equals("secret", StringComparison.OrdinalIgnoreCase));

    public static readonly Rule WebhookUrl = new(
        "must be an absolute http or https URL of at most 2048 characters, with a port from 1 to 65535 if any, "
        + "without user info, fragment, IPv6 zone, percent sign in the host, white space or backslash; its host must be an address or "
        + "a name of at most 253 characters, each label 1 to 63, the last no number",
        IsWebhookUrl);

    [GeneratedRegex(@"\A[A-Za-z0-9._:-]{1,128}\z")]
    private static partial Regex IdPattern { get; }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z")]
    private static partial Regex DnsLabelPattern { get; }

    [GeneratedRegex(@"\A[a-z0-9][-a-z0-9]{0,52}\z")]
    private static partial Regex NamePrefixPattern { get; }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_.-]*\z")]
    private static partial Regex EnvNamePattern { get; }

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex LabelPattern { get; }

    // [domain[:port]/]path[:tag][@algorithm:digest]
    [GeneratedRegex(
        @"\A([A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
        + @"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@[A-Za-z0-9+._-]+:[0-9a-fA-F]{32,})?\z")]
    private static partial Regex ImagePattern { get; }

    // Stricter than Uri, which trims, repairs and reads a backslash as a slash: others may then see another host.
    [GeneratedRegex(@"\A[Hh][Tt][Tt][Pp][Ss]?://[^\x00-\x20\x7f\\#@/?%]+([/?][^\x00-\x20\x7f\\#]*)?\z")]
    private static partial Regex WebhookUrlPattern { get; }

    private static bool IsDnsPart(string part) =>
        part is [not '-', ..] and [.., not '-'] && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static bool IsLabelKey(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);

        return LabelPattern.IsMatch(text[(slash + 1)..]) && (slash < 0 || DnsName.Holds(text[..slash]));
    }

    private static bool IsWebhookUrl(string text) =>
        text.Length <= 2048
        && !text.Any(char.IsWhiteSpace)
        && WebhookUrlPattern.IsMatch(text)
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.Host.Length > 0
        && (url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || IsHostName(url.IdnHost.TrimEnd('.')))
        && url.Port > 0;

    /// <summary>What ends in a number is no name: others may take it for an address.</summary>
    private static bool IsHostName(string host) =>
        host.Length <= 253
        && host.Split('.') is [.., var last] labels
        && Array.TrueForAll(labels, label => label.Length is >= 1 and <= 63)
        && !last.All(char.IsAsciiDigit);
}
