using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JobWorker.Core.Messages;

namespace JobWorker.Core.Manifests;

/// <summary>The one container of a job's pod.</summary>
internal static class Container
{
    public static JsonObject Of(JobRequest request, ImmutableArray<string> claims)
    {
        var job = request.Job;
        var container = new JsonObject
        {
            ["name"] = request.Service,
            ["image"] = job.Image,
            ["imagePullPolicy"] = "IfNotPresent",
        };
        PodSpec.Add(container, "command", job.Command.Select(text => (JsonNode?)text));
        PodSpec.Add(container, "args", job.Args.Select(text => (JsonNode?)text));
        PodSpec.Add(container, "env", Variables(request).Select(v => new JsonObject { ["name"] = v.Name, ["value"] = v.Value }));
        PodSpec.Add(container, "envFrom", job.EnvFrom.Select(EnvFromJson));
        if (Resources(job) is { Count: > 0 } resources)
        {
            container["resources"] = resources;
        }

        PodSpec.Add(container, "volumeMounts", job.Volumes.Select(volume => MountJson(volume, claims)));
        container["securityContext"] = new JsonObject
        {
            ["allowPrivilegeEscalation"] = false,
            ["seccompProfile"] = PodSpec.RuntimeDefault(),
        };

        return container;
    }

    private static IEnumerable<EnvVar> Variables(JobRequest request) =>
    [
        .. request.Job.Env.Where(v => v.Name is not (JobVariables.Id or JobVariables.Service)),
        new EnvVar(JobVariables.Id, request.Id),
        new EnvVar(JobVariables.Service, request.Service),
        .. request.Job.Env.Any(v => v.Name is JobVariables.TraceParent or JobVariables.TraceState) ? [] : TraceOf(request.Trace),
    ];

    private static IEnumerable<EnvVar> TraceOf(TraceContext? trace) => trace switch
    {
        null => [],
        { State: null } => [new EnvVar(JobVariables.TraceParent, trace.Parent)],
        { State: { } state } => [new EnvVar(JobVariables.TraceParent, trace.Parent), new EnvVar(JobVariables.TraceState, state)],
    };

    private static JsonObject EnvFromJson(EnvSource source) => new()
    {
        [source.Kind is EnvSourceKind.Secret ? "secretRef" : "configMapRef"] = new JsonObject { ["name"] = source.Name },
    };

    private static JsonObject Resources(JobSpec job)
    {
        var limits = Amounts(job.Limits);
        if (job.Gpus > 0)
        {
            limits["nvidia.com/gpu"] = $"{job.Gpus}";
        }

        var requests = Amounts(job.Requests);
        var resources = new JsonObject();
        if (limits.Count > 0)
        {
            resources["limits"] = limits;
        }

        if (requests.Count > 0)
        {
            resources["requests"] = requests;
        }

        return resources;
    }

    private static JsonObject Amounts(Resources amounts)
    {
        var json = new JsonObject();
        if (amounts.Cpu is { } cpu)
        {
            json["cpu"] = cpu;
        }

        if (amounts.Memory is { } memory)
        {
            json["memory"] = memory;
        }

        return json;
    }

    private static JsonObject MountJson(Volume volume, ImmutableArray<string> claims)
    {
        var json = new JsonObject { ["name"] = PodSpec.VolumeName(claims, volume.Pvc), ["mountPath"] = volume.MountPath };
        if (volume.ReadOnly)
        {
            json["readOnly"] = true;
        }

        if (volume.SubPath is { } path)
        {
            json["subPath"] = path;
        }

        return json;
    }
}
