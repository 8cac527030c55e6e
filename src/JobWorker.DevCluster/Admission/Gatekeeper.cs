using System.Text;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Admission;

/// <summary>What the server does to an object before it is stored: fills in, defaults, refuses.</summary>
internal sealed class Gatekeeper(TimeProvider clock)
{
    /// <summary>Makes a body ready to be stored as a new object.</summary>
    /// <exception cref="ApiException">400 or 422, naming the field and the rule.</exception>
    public JsonObject Admit(ResourceType type, JsonObject obj, string ns)
    {
        CheckIdentity(type, obj, ns);
        var meta = obj.Metadata();
        if (obj.Name().Length == 0 && obj.Text("metadata", "generateName") is { Length: > 0 } prefix)
        {
            meta["name"] = Names.Generate(prefix);
        }

        if (type.Namespaced)
        {
            meta["namespace"] = ns;
        }
        else
        {
            meta.Remove("namespace");
        }

        var now = clock.GetUtcNow();
        meta["uid"] = Guid.CreateVersion7(now).ToString();
        meta["creationTimestamp"] = now.ToTime();
        meta.Remove("deletionTimestamp");
        meta.Remove("deletionGracePeriodSeconds");
        meta.Remove("managedFields");
        SetDefaults(type, obj);
        SetInitialState(type, obj);
        Refuse(type, obj, [.. MetadataRules.Check(type, obj), .. Check(type, obj)]);
        return obj;
    }

    /// <summary>Makes a body ready to take the place of <paramref name="before"/>.</summary>
    /// <param name="type">Of both.</param>
    /// <param name="before">What is stored; it is not changed, and shares nothing with what is returned.</param>
    /// <param name="after">The body; it is changed.</param>
    /// <param name="statusOnly">Whether this came by the status subresource, which changes nothing else.</param>
    /// <exception cref="ApiException">400, 409 or 422.</exception>
    public static JsonObject AdmitUpdate(ResourceType type, JsonObject before, JsonObject after, bool statusOnly)
    {
        CheckIdentity(type, after, before.Namespace());
        CheckPreconditions(type, before, after);
        if (statusOnly)
        {
            var changed = before.Clone();
            changed["status"] = after["status"]?.DeepClone();
            return changed;
        }

        KeepServerFields(type, before, after);
        SetDefaults(type, after);
        Refuse(type, after, [.. MetadataRules.Check(type, after), .. Check(type, after), .. CheckUpdate(type, before, after)]);
        if (before.Number("metadata", "generation") is { } generation && !JsonNode.DeepEquals(before["spec"], after["spec"]))
        {
            after.Metadata()["generation"] = generation + 1;
        }

        return after;
    }

    private static void CheckIdentity(ResourceType type, JsonObject obj, string ns)
    {
        if (Shape.Problem(type, obj) is { } problem)
        {
            throw ApiException.BadRequest(
                $"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: {problem}");
        }

        if ((obj.Text("apiVersion") ?? type.ApiVersion) != type.ApiVersion || (obj.Text("kind") ?? type.Kind) != type.Kind)
        {
            throw ApiException.BadRequest(
                $"the API version in the data ({obj.Text("apiVersion")}, Kind={obj.Text("kind")}) "
                + $"does not match the expected API version ({type.ApiVersion}, Kind={type.Kind})");
        }

        if (type.Namespaced && obj.Namespace() is { Length: > 0 } given && given != ns)
        {
            throw ApiException.BadRequest(
                $"the namespace of the provided object does not match the namespace sent on the request: {given} and {ns}");
        }

        obj["apiVersion"] = type.ApiVersion;
        obj["kind"] = type.Kind;
        KnownFields.Prune(type, obj);
    }

    private static void CheckPreconditions(ResourceType type, JsonObject before, JsonObject after)
    {
        if (after.Name() is { Length: > 0 } name && name != before.Name())
        {
            throw ApiException.BadRequest(
                $"the name of the object ({name}) does not match the name on the URL ({before.Name()})");
        }

        if (after.Uid() is { Length: > 0 } uid && uid != before.Uid())
        {
            throw ApiException.Conflict(
                type, before.Name(), $"Precondition failed: UID in precondition: {uid}, UID in object meta: {before.Uid()}");
        }

        if (after.Text("metadata", "resourceVersion") is { Length: > 0 } version
            && version != before.Text("metadata", "resourceVersion"))
        {
            throw ApiException.Stale(type, before.Name());
        }
    }

    private static void KeepServerFields(ResourceType type, JsonObject before, JsonObject after)
    {
        string[] fields = ["name", "namespace", "uid", "resourceVersion", "generateName", "creationTimestamp",
            "deletionTimestamp", "deletionGracePeriodSeconds", "generation"];
        var meta = after.Metadata();
        foreach (var field in fields)
        {
            meta.Remove(field);
            if (before.At("metadata", field) is { } value)
            {
                meta[field] = value.DeepClone();
            }
        }

        meta.Remove("managedFields");
        if (type.HasStatus)
        {
            after.Remove("status");
            if (before["status"] is { } status)
            {
                after["status"] = status.DeepClone();
            }
        }
    }

    private static void SetDefaults(ResourceType type, JsonObject obj)
    {
        if (type == ResourceType.Jobs)
        {
            JobRules.SetDefaults(obj);
        }
        else if (type == ResourceType.Pods && obj.Map("spec") is { } spec)
        {
            PodRules.SetDefaults(spec);
        }
        else if (type == ResourceType.Secrets)
        {
            obj.Default("type", "Opaque");
            foreach (var (key, value) in obj.Map("stringData") ?? [])
            {
                obj.Child("data")[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Text() ?? ""));
            }

            obj.Remove("stringData");
        }
    }

    private static void SetInitialState(ResourceType type, JsonObject obj)
    {
        if (type == ResourceType.Jobs)
        {
            JobRules.SetSelector(obj);
            obj["status"] = new JsonObject();
            obj.Metadata()["generation"] = 1;
        }
        else if (type == ResourceType.Pods)
        {
            obj["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" };
        }
        else if (type == ResourceType.Namespaces)
        {
            obj.Child("spec")["finalizers"] = new JsonArray("kubernetes");
            obj["status"] = new JsonObject { ["phase"] = "Active" };
        }
    }

    private static IEnumerable<FieldProblem> Check(ResourceType type, JsonObject obj) =>
        type == ResourceType.Jobs ? JobRules.Check(obj)
        : type == ResourceType.Pods ? PodRules.Check(obj.Map("spec"), "spec")
        : type == ResourceType.Secrets ? CheckSecret(obj)
        : [];

    private static IEnumerable<FieldProblem> CheckUpdate(ResourceType type, JsonObject before, JsonObject after) =>
        type == ResourceType.Jobs ? JobRules.CheckUpdate(before, after)
        : type == ResourceType.Pods && !JsonNode.DeepEquals(before["spec"], after["spec"])
            ? [FieldProblem.Forbidden("spec", "pod updates may not change fields of the specification")]
        : [];

    private static IEnumerable<FieldProblem> CheckSecret(JsonObject secret) =>
        from pair in secret.Map("data") ?? []
        let text = pair.Value.Text() ?? ""
        where !Convert.TryFromBase64String(text, new byte[text.Length], out _)
        select FieldProblem.Invalid($"data[{pair.Key}]", "...", "must be base64");

    private static void Refuse(ResourceType type, JsonObject obj, IReadOnlyList<FieldProblem> problems)
    {
        if (problems.Count > 0)
        {
            throw ApiException.Invalid(type, obj.Name(), problems);
        }
    }
}
