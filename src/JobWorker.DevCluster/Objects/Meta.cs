using System.Globalization;
using System.Text.Json.Nodes;

namespace JobWorker.DevCluster.Objects;

/// <summary>What all objects have in common: the fields under <c>metadata</c>.</summary>
internal static class Meta
{
    public const string Foreground = "foregroundDeletion";
    public const string Orphan = "orphan";

    public static JsonObject Metadata(this JsonObject obj) => obj.Child("metadata");

    public static string Name(this JsonObject obj) => obj.Text("metadata", "name") ?? "";

    public static string Namespace(this JsonObject obj) => obj.Text("metadata", "namespace") ?? "";

    public static string Uid(this JsonObject obj) => obj.Text("metadata", "uid") ?? "";

    public static bool IsBeingDeleted(this JsonObject obj) => obj.At("metadata", "deletionTimestamp") is not null;

    public static IEnumerable<string> Finalizers(this JsonObject obj) => obj.Texts("metadata", "finalizers");

    public static bool HasFinalizer(this JsonObject obj, string finalizer) => obj.Finalizers().Contains(finalizer);

    public static IEnumerable<JsonObject> Owners(this JsonObject obj) => obj.Items("metadata", "ownerReferences");

    /// <summary>The owner that manages the object; at most one does.</summary>
    public static JsonObject? Controller(this JsonObject obj) => obj.Owners().FirstOrDefault(o => o.Flag("controller") == true);

    public static void SetFinalizers(this JsonObject obj, IEnumerable<string> finalizers)
    {
        var list = finalizers.Distinct().ToJson();
        obj.Metadata().Remove("finalizers");
        if (list.Count > 0)
        {
            obj.Metadata()["finalizers"] = list;
        }
    }

    /// <summary>Marked as deleted, and nothing that must happen first is left.</summary>
    /// <remarks>A pod waits for its grace period too: the node sets it to 0 once the processes are gone.</remarks>
    public static bool MayGo(this JsonObject obj) =>
        obj.IsBeingDeleted()
        && !obj.Finalizers().Any()
        && !obj.Texts("spec", "finalizers").Any()
        && obj.Number("metadata", "deletionGracePeriodSeconds") is null or 0;

    /// <summary>Kubernetes' way to write a time: UTC, whole seconds.</summary>
    public static string ToTime(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static DateTimeOffset? Time(this JsonNode? node, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(
            node.Text(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    public static JsonObject OwnerReference(this JsonObject owner) => new()
    {
        ["apiVersion"] = owner.Text("apiVersion"),
        ["kind"] = owner.Text("kind"),
        ["name"] = owner.Name(),
        ["uid"] = owner.Uid(),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    /// <summary>The condition of that type, when its status is <c>True</c>.</summary>
    public static JsonObject? Condition(this JsonObject obj, string type) =>
        obj.Items("status", "conditions").FirstOrDefault(c => c.Text("type") == type && c.Text("status") == "True");
}
