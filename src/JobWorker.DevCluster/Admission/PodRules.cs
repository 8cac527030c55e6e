using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Admission;

/// <summary>Defaults and rules of a pod's specification, on its own or as a Job's template.</summary>
internal static class PodRules
{
    public static void SetDefaults(JsonObject spec)
    {
        spec.Default("restartPolicy", "Always");
        spec.Default("terminationGracePeriodSeconds", 30);
        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("schedulerName", "default-scheduler");
        spec.Default("securityContext", new JsonObject());

        foreach (var container in spec.Items("containers").Concat(spec.Items("initContainers")))
        {
            var image = container.Text("image") ?? "";
            var isLatest = !image.Contains('@') && (image.EndsWith(":latest", StringComparison.Ordinal)
                || !image[(image.LastIndexOf('/') + 1)..].Contains(':'));
            container.Default("imagePullPolicy", isLatest ? "Always" : "IfNotPresent");
            container.Default("resources", new JsonObject());
            container.Default("terminationMessagePath", "/dev/termination-log");
            container.Default("terminationMessagePolicy", "File");
        }
    }

    public static IEnumerable<FieldProblem> Check(JsonObject? spec, string path)
    {
        if (!spec.Items("containers").Any())
        {
            yield return FieldProblem.Required($"{path}.containers");
        }

        if (spec.Text("restartPolicy") is { } policy and not ("Always" or "OnFailure" or "Never"))
        {
            yield return FieldProblem.NotSupported(
                $"{path}.restartPolicy", policy, "supported values: \"Always\", \"Never\", \"OnFailure\"");
        }

        if (spec.Number("terminationGracePeriodSeconds") is < 0 and var grace)
        {
            yield return FieldProblem.Invalid(
                $"{path}.terminationGracePeriodSeconds", $"{grace}", "must be greater than or equal to 0");
        }

        HashSet<string> names = [];
        string[] lists = ["initContainers", "containers"];
        foreach (var problem in lists.SelectMany(list => CheckContainers(spec, list, path, names)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<FieldProblem> CheckContainers(JsonObject? spec, string list, string path, HashSet<string> names) =>
        spec.Items(list).SelectMany((container, i) => CheckContainer(container, $"{path}.{list}[{i}]", names));

    private static IEnumerable<FieldProblem> CheckContainer(JsonObject container, string path, HashSet<string> names)
    {
        var name = container.Text("name") ?? "";
        if (name.Length == 0)
        {
            yield return FieldProblem.Required($"{path}.name");
        }
        else if (Names.LabelProblem(name) is { } rule)
        {
            yield return FieldProblem.Invalid($"{path}.name", name, rule);
        }
        else if (!names.Add(name))
        {
            yield return new($"{path}.name", "FieldValueDuplicate", $"Duplicate value: \"{name}\"");
        }

        if (string.IsNullOrEmpty(container.Text("image")))
        {
            yield return FieldProblem.Required($"{path}.image");
        }

        foreach (var (variable, i) in container.Items("env").Select((variable, i) => (variable, i)))
        {
            if (string.IsNullOrEmpty(variable.Text("name")) || variable.Text("name")!.AsSpan().IndexOfAny('=', '\0') >= 0)
            {
                yield return FieldProblem.Required($"{path}.env[{i}].name", "a name without '='");
            }
        }
    }
}
