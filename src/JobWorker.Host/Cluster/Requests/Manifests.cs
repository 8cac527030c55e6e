using System.Text.Json.Nodes;
using JobWorker.Core.Manifests;
using JobWorker.Core.Messages;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Cluster.Requests;

/// <summary>The Kubernetes Job of a request, as this installation wants it: on its template, with its options.</summary>
internal sealed class Manifests(Templates templates, IOptions<KubernetesOptions> options)
{
    /// <summary>The Job as JSON; the same for the same request until a template changes.</summary>
    public JsonObject Of(JobRequest request, string name, int attempt) =>
        JobManifest.Of(request, name, templates.For(request.Service), options.Value.Manifest, attempt);
}
