using System.Globalization;
using System.Text.Json.Nodes;
using JobWorker.Core.Messages;

namespace JobWorker.Core.Manifests;

/// <summary>Choices of an installation about the Jobs it creates.</summary>
/// <param name="Finalizer">Keep a finished Job until its outcome is recorded and told; default true.</param>
/// <param name="OneGpuJobPerNode">Never put two of our GPU Jobs on one node; default false.</param>
public sealed record ManifestOptions(bool Finalizer = true, bool OneGpuJobPerNode = false);

/// <summary>The Kubernetes Job of a request, per section 2 of the message contract.</summary>
public static class JobManifest
{
    private static readonly ManifestOptions Defaults = new();

    /// <summary>The Job as JSON for <c>batch/v1</c>, on top of <paramref name="template"/>.</summary>
    /// <param name="request">What the client asked for.</param>
    /// <param name="name">The Job's name, from <see cref="Jobs.JobName"/>.</param>
    /// <param name="template">What lies beneath, see <see cref="ManifestMerge"/>; left as it is. None means nothing.</param>
    /// <param name="options">None means the defaults.</param>
    /// <param name="attempt">From 1; more than 1 after a re-drive.</param>
    public static JsonObject Of(
        JobRequest request, string name, JsonObject? template = null, ManifestOptions? options = null, int attempt = 1)
    {
        options ??= Defaults;
        var ours = new JsonObject
        {
            ["apiVersion"] = "batch/v1",
            ["kind"] = "Job",
            ["metadata"] = Metadata(request, name, options, attempt),
            ["spec"] = new JsonObject
            {
                ["backoffLimit"] = request.Job.BackoffLimit,
                ["activeDeadlineSeconds"] = request.Job.ActiveDeadlineSeconds,
                ["ttlSecondsAfterFinished"] = request.Job.TtlSecondsAfterFinished,
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["labels"] = JobMetadata.Labels(request),
                        ["annotations"] = JobMetadata.PodAnnotations(request),
                    },
                    ["spec"] = PodSpec.Of(request, options),
                },
            },
        };

        return template is null ? ours : ManifestMerge.Onto(template, ours);
    }

    private static JsonObject Metadata(JobRequest request, string name, ManifestOptions options, int attempt)
    {
        var metadata = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = request.Job.Namespace,
            ["labels"] = JobMetadata.Labels(request),
            ["annotations"] = JobMetadata.Annotations(request),
        };
        if (attempt > 1)
        {
            metadata["annotations"]![JobAnnotations.Attempt] = attempt.ToString(CultureInfo.InvariantCulture);
        }

        if (options.Finalizer)
        {
            metadata["finalizers"] = new JsonArray(JobAnnotations.Finalizer);
        }

        return metadata;
    }
}
