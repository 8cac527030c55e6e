using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace JobWorker.DevCluster.Objects;

/// <summary>
/// The fields v1.32 knows of Jobs and Pods, down to their containers. What is unknown there is dropped; what lies deeper
/// passes unseen.
/// </summary>
internal static class KnownFields
{
    private static readonly FrozenSet<string> Object = Of("apiVersion kind metadata spec status");

    private static readonly FrozenSet<string> Metadata = Of(
        """
        name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp
        deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields
        """);

    private static readonly FrozenSet<string> JobSpec = Of(
        """
        parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex
        maxFailedIndexes selector manualSelector template ttlSecondsAfterFinished completionMode suspend podReplacementPolicy
        managedBy
        """);

    private static readonly FrozenSet<string> Template = Of("metadata spec");

    private static readonly FrozenSet<string> PodSpec = Of(
        """
        volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds
        dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID
        hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations
        hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName enableServiceLinks preemptionPolicy
        overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources
        """);

    private static readonly FrozenSet<string> Container = Of(
        """
        name image command args workingDir ports envFrom env resources resizePolicy restartPolicy volumeMounts volumeDevices
        livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy
        securityContext stdin stdinOnce tty
        """);

    /// <summary>Takes out of <paramref name="obj"/> what nobody knows.</summary>
    public static void Prune(ResourceType type, JsonObject obj)
    {
        Keep(obj.Map("metadata"), Metadata);
        if (type == ResourceType.Jobs)
        {
            Keep(obj, Object);
            Keep(obj.Map("spec"), JobSpec);
            Keep(obj.Map("spec", "template"), Template);
            Keep(obj.Map("spec", "template", "metadata"), Metadata);
            PrunePod(obj.Map("spec", "template", "spec"));
        }
        else if (type == ResourceType.Pods)
        {
            Keep(obj, Object);
            PrunePod(obj.Map("spec"));
        }
    }

    private static void PrunePod(JsonObject? spec)
    {
        Keep(spec, PodSpec);
        foreach (var container in spec.Items("containers").Concat(spec.Items("initContainers")))
        {
            Keep(container, Container);
        }
    }

    private static void Keep(JsonObject? map, FrozenSet<string> known)
    {
        foreach (var name in map?.Select(field => field.Key).Where(name => !known.Contains(name)).ToList() ?? [])
        {
            map!.Remove(name);
        }
    }

    private static FrozenSet<string> Of(string names) =>
        names.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
