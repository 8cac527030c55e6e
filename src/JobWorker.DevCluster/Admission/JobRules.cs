using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Admission;

/// <summary>Defaults and rules of <c>batch/v1</c> Jobs.</summary>
internal static class JobRules
{
    private static readonly string[] NotNegative =
        ["parallelism", "completions", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"];

    private static readonly string[] Immutable = ["completions", "selector", "template", "completionMode"];

    public static void SetDefaults(JsonObject job)
    {
        if (job.Map("spec") is not { } spec)
        {
            return;
        }

        if (spec["completions"] is null && spec["parallelism"] is null)
        {
            spec["completions"] = 1;
        }

        spec.Default("parallelism", 1);
        spec.Default("backoffLimit", 6);
        spec.Default("completionMode", "NonIndexed");
        spec.Default("suspend", false);
        spec.Default("manualSelector", false);
        spec.Default("podReplacementPolicy", "TerminatingOrFailed");
        if (spec.Map("template", "spec") is { } pod)
        {
            // A Job has no default policy: a missing one must stay missing to be refused.
            var policy = pod["restartPolicy"]?.DeepClone();
            PodRules.SetDefaults(pod);
            pod["restartPolicy"] = policy;
        }
    }

    /// <summary>Ties the template's pods to this Job and no other: labels with its uid, and a selector for them.</summary>
    public static void SetSelector(JsonObject job)
    {
        if (job.Map("spec", "template") is not { } template || job.Flag("spec", "manualSelector") == true)
        {
            return;
        }

        var labels = template.Metadata().Child("labels");
        foreach (var prefix in (string[])["", "batch.kubernetes.io/"])
        {
            labels[prefix + "controller-uid"] = job.Uid();
            labels[prefix + "job-name"] = job.Name();
        }

        job.Child("spec")["selector"] = new JsonObject
        {
            ["matchLabels"] = new JsonObject { ["batch.kubernetes.io/controller-uid"] = job.Uid() },
        };
    }

    public static IEnumerable<FieldProblem> Check(JsonObject job)
    {
        var spec = job.Map("spec");
        if (spec is null)
        {
            return [FieldProblem.Required("spec")];
        }

        return [.. CheckNumbers(spec), .. CheckPolicy(spec), .. CheckMode(spec),
            .. PodRules.Check(spec.Map("template", "spec"), "spec.template.spec"),
            .. MetadataRules.CheckLabels(spec.Child("template"), "spec.template.labels")];
    }

    /// <summary>The fields that may not change once the Job exists. A suspended Job is no exception here.</summary>
    public static IEnumerable<FieldProblem> CheckUpdate(JsonObject before, JsonObject after) =>
        from field in Immutable
        where !JsonNode.DeepEquals(before.At("spec", field), after.At("spec", field))
        select new FieldProblem($"spec.{field}", "FieldValueInvalid", "Invalid value: field is immutable");

    private static IEnumerable<FieldProblem> CheckNumbers(JsonObject spec) =>
        from field in NotNegative
        where spec.Number(field) is < 0 or > int.MaxValue
        select FieldProblem.Invalid(
            $"spec.{field}", $"{spec.Number(field)}", "must be greater than or equal to 0 and at most 2147483647");

    private static IEnumerable<FieldProblem> CheckPolicy(JsonObject spec)
    {
        const string Field = "spec.template.spec.restartPolicy";
        const string Rule = "valid values: \"OnFailure\", \"Never\"";

        return spec.Text("template", "spec", "restartPolicy") switch
        {
            "OnFailure" or "Never" => [],
            null or "" => [FieldProblem.Required(Field, Rule)],
            "Always" => [FieldProblem.NotSupported(Field, "Always", Rule)],
            _ => [], // reported by the pod's own rules
        };
    }

    private static IEnumerable<FieldProblem> CheckMode(JsonObject spec)
    {
        if (spec.Text("completionMode") is { } mode and not "NonIndexed")
        {
            yield return FieldProblem.NotSupported("spec.completionMode", mode, "the development cluster runs NonIndexed only");
        }

        if (spec["podFailurePolicy"] is not null)
        {
            yield return FieldProblem.Forbidden("spec.podFailurePolicy", "the development cluster does not implement it");
        }
    }
}
