namespace JobWorker.DevSidecar.Resources;

/// <summary>An address outside that can be invoked by name, before its references are resolved.</summary>
/// <param name="Name">The name apps use.</param>
/// <param name="BaseUrl">What methods are appended to.</param>
/// <param name="Headers">Sent with every call.</param>
/// <param name="SecretStore">The secret store that <c>secretKeyRef</c> means; empty when there is none.</param>
internal sealed record HttpEndpointResource(
    string Name, Uri BaseUrl, IReadOnlyList<MetadataItem> Headers, string SecretStore);

/// <summary>Reads <c>kind: HTTPEndpoint</c>.</summary>
internal static class HttpEndpointReader
{
    private static readonly string[] Known = ["version", "baseUrl", "headers"];

    /// <exception cref="ResourceException">A field is missing, malformed, or asks for what is not served.</exception>
    public static HttpEndpointResource Read(YamlMap document, List<string> warnings)
    {
        var name = (document.Map("metadata") ?? throw document.Problem("metadata", "is missing")).Require("name");
        var spec = document.Map("spec") ?? throw document.Problem("spec", "is missing");
        if (spec.Map("clientTLS") is not null)
        {
            throw spec.Problem("clientTLS", "is not supported: certificates of the system decide, and none is shown");
        }

        var rest = spec.Keys.Except(Known).ToList();
        if (rest.Count > 0)
        {
            warnings.Add($"{spec.Source}: HTTPEndpoint spec.{string.Join(", spec.", rest)}: not applied by this sidecar.");
        }

        return new HttpEndpointResource(
            name, ReadUrl(spec), [.. spec.Maps("headers").Select(ComponentReader.ReadItem)],
            document.Map("auth")?.Text("secretStore") ?? "");
    }

    private static Uri ReadUrl(YamlMap spec)
    {
        var text = spec.Require("baseUrl");
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw spec.Problem("baseUrl", $"must be an http or https address, not \"{text}\"");
    }
}
