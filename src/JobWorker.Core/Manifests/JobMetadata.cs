using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JobWorker.Core.Messages;
using JobWorker.Core.Messages.Reading;

namespace JobWorker.Core.Manifests;

/// <summary>Labels and annotations: the client's where they are free, ours above them.</summary>
internal static class JobMetadata
{
    // The Job controller sets these on pods, and refuses a Job that brings its own.
    private static readonly string[] Kubernetes = ["controller-uid", "job-name"];

    private static readonly string[] Ours =
    [
        JobLabels.Name,
        JobLabels.ManagedBy,
        JobLabels.JobId,
        JobLabels.GpuType,
        JobAnnotations.NoIstio,
        JobAnnotations.NoDapr,
        .. Kubernetes,
    ];

    public static JsonObject Labels(JobRequest request)
    {
        var labels = Free(request.Job.Labels);
        labels[JobLabels.Name] = request.Service;
        labels[JobLabels.ManagedBy] = JobLabels.ManagedByValue;
        if (Rules.LabelValue.Holds(request.Id))
        {
            labels[JobLabels.JobId] = request.Id;
        }

        if (request.Job.Gpus > 0)
        {
            labels[JobLabels.GpuType] = JobLabels.GpuTypeValue;
        }

        return labels;
    }

    public static JsonObject Annotations(JobRequest request)
    {
        var annotations = Free(request.Job.Annotations);
        annotations[JobAnnotations.Id] = request.Id;

        return annotations;
    }

    public static JsonObject PodAnnotations(JobRequest request)
    {
        var annotations = Annotations(request);
        annotations[JobAnnotations.NoIstio] = "false";
        annotations[JobAnnotations.NoDapr] = "false";

        return annotations;
    }

    private static JsonObject Free(ImmutableSortedDictionary<string, string> entries) =>
        new(entries.Where(e => IsFree(e.Key)).Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value)));

    private static bool IsFree(string key) =>
        !Ours.Contains(key, StringComparer.Ordinal)
        && !key.StartsWith(JobAnnotations.Prefix, StringComparison.Ordinal)
        && !key.StartsWith("batch.kubernetes.io/", StringComparison.Ordinal);
}
