using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Admission;

/// <summary>What <c>metadata</c> of any object must satisfy.</summary>
internal static class MetadataRules
{
    private const int AnnotationBytes = 256 * 1024;
    private const string KeyRule = "name part must consist of alphanumeric characters, '-', '_' or '.'";

    public static IEnumerable<FieldProblem> Check(ResourceType type, JsonObject obj)
    {
        if (obj.Name().Length == 0)
        {
            yield return FieldProblem.Required("metadata.name", "name or generateName is required");
        }
        else if (Names.Problem(type, obj.Name()) is { } problem)
        {
            yield return FieldProblem.Invalid("metadata.name", obj.Name(), problem);
        }

        foreach (var found in CheckLabels(obj, "metadata.labels").Concat(CheckOwners(obj)))
        {
            yield return found;
        }

        var annotations = obj.Map("metadata", "annotations");
        foreach (var (key, _) in annotations ?? [])
        {
            if (!Names.IsLabelKey(key.ToLowerInvariant()))
            {
                yield return FieldProblem.Invalid("metadata.annotations", key, KeyRule);
            }
        }

        if (annotations?.Sum(pair => pair.Key.Length + (pair.Value.Text()?.Length ?? 0)) > AnnotationBytes)
        {
            yield return new("metadata.annotations", "FieldValueTooLong", "Too long: may not be more than 262144 bytes");
        }
    }

    public static IEnumerable<FieldProblem> CheckLabels(JsonObject obj, string path)
    {
        foreach (var (key, value) in obj.Map("metadata", "labels") ?? [])
        {
            if (!Names.IsLabelKey(key))
            {
                yield return FieldProblem.Invalid(path, key, KeyRule);
            }

            if (value.Text() is { } text && !Names.IsLabelValue(text))
            {
                yield return FieldProblem.Invalid(
                    path, text, "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
                    + "must start and end with an alphanumeric character, and be no more than 63 characters");
            }
        }
    }

    private static IEnumerable<FieldProblem> CheckOwners(JsonObject obj) =>
        obj.Owners().Where(owner => owner.Text("uid") is null or "")
            .Select(_ => FieldProblem.Required("metadata.ownerReferences.uid", "uid must not be empty"));
}
