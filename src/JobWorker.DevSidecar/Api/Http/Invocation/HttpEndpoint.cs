using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources;

namespace JobWorker.DevSidecar.Api.Http.Invocation;

/// <summary>An address outside that can be invoked by name.</summary>
/// <param name="BaseUrl">What methods are appended to.</param>
/// <param name="Headers">Sent with every call, in place of the caller's own.</param>
internal sealed record HttpEndpoint(Uri BaseUrl, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The resources by name, their references resolved.</summary>
    /// <exception cref="ResourceException">A reference leads nowhere.</exception>
    public static IReadOnlyDictionary<string, HttpEndpoint> Resolve(
        IEnumerable<HttpEndpointResource> resources, ValueResolver values, IReadOnlyList<Component> made)
    {
        var endpoints = new Dictionary<string, HttpEndpoint>(StringComparer.Ordinal);
        foreach (var resource in resources)
        {
            endpoints[resource.Name] = new HttpEndpoint(
                resource.BaseUrl, values.Resolve(resource.Headers, resource.SecretStore, made));
        }

        return endpoints;
    }
}
