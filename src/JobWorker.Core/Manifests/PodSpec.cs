using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JobWorker.Core.Messages;

namespace JobWorker.Core.Manifests;

/// <summary>The pod of a Job. What the client left out is left out, so that a template can say it.</summary>
internal static class PodSpec
{
    public static JsonObject Of(JobRequest request, ManifestOptions options)
    {
        var job = request.Job;
        var pod = new JsonObject
        {
            ["restartPolicy"] = "Never",
            ["enableServiceLinks"] = false,
            ["securityContext"] = new JsonObject { ["seccompProfile"] = RuntimeDefault() },
        };
        AddAccount(pod, job);
        AddPlacement(pod, job, options);
        var claims = job.Volumes.Select(v => v.Pvc).Distinct(StringComparer.Ordinal).ToImmutableArray();
        pod["containers"] = new JsonArray(Container.Of(request, claims));
        Add(pod, "volumes", claims.Select(claim => VolumeJson(claims, claim)));

        return pod;
    }

    /// <summary>For the pod, so that a template's containers have it, and for ours, so that no template takes it away.</summary>
    public static JsonObject RuntimeDefault() => new() { ["type"] = "RuntimeDefault" };

    /// <summary>Sets a list, unless it is empty.</summary>
    public static void Add(JsonObject json, string name, IEnumerable<JsonNode?> items)
    {
        if (items.ToArray() is { Length: > 0 } some)
        {
            json[name] = new JsonArray(some);
        }
    }

    /// <summary>The pod's name for the volume of a claim; claims may be longer than such names, so it is counted.</summary>
    public static string VolumeName(ImmutableArray<string> claims, string claim) => $"jobworker-pvc-{claims.IndexOf(claim)}";

    /// <summary>Who named no account gets no token; who named one gets what that account says.</summary>
    private static void AddAccount(JsonObject pod, JobSpec job)
    {
        if (job.ServiceAccount is { } account)
        {
            pod["serviceAccountName"] = account;
        }
        else
        {
            pod["automountServiceAccountToken"] = false;
        }
    }

    private static void AddPlacement(JsonObject pod, JobSpec job, ManifestOptions options)
    {
        if (!job.NodeSelector.IsEmpty)
        {
            pod["nodeSelector"] = new JsonObject(job.NodeSelector.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value)));
        }

        Add(pod, "tolerations", job.Tolerations.Select(TolerationJson));
        if (options.OneGpuJobPerNode && job.Gpus > 0)
        {
            pod["affinity"] = AwayFromOtherGpuJobs();
        }
    }

    private static JsonObject VolumeJson(ImmutableArray<string> claims, string claim) => new()
    {
        ["name"] = VolumeName(claims, claim),
        ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = claim },
    };

    private static JsonObject TolerationJson(Toleration toleration)
    {
        var json = new JsonObject { ["operator"] = toleration.Operator, ["effect"] = toleration.Effect };
        if (toleration.Key.Length > 0)
        {
            json["key"] = toleration.Key;
        }

        if (toleration.Value is { } value)
        {
            json["value"] = value;
        }

        return json;
    }

    private static JsonObject AwayFromOtherGpuJobs() => new()
    {
        ["podAntiAffinity"] = new JsonObject
        {
            ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonArray(new JsonObject
            {
                ["labelSelector"] = new JsonObject
                {
                    ["matchLabels"] = new JsonObject { [JobLabels.GpuType] = JobLabels.GpuTypeValue },
                },
                ["topologyKey"] = "kubernetes.io/hostname",
            }),
        },
    };
}
