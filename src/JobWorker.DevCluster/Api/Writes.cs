using System.Text.Json.Nodes;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Formats.Patching;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Api;

/// <summary>POST, PUT and PATCH.</summary>
internal sealed class Writes(Store store, Gatekeeper gatekeeper, TimeProvider clock)
{
    public async Task CreateAsync(HttpContext context, RequestPath path)
    {
        var body = await RequestBody.ReadObjectAsync(context.Request, context.RequestAborted);
        var ns = path.Namespace ?? (path.Type.Namespaced ? body.Namespace() : "");

        await context.WriteAsync(
            StatusCodes.Status201Created, Create(path.Type, ns, body, context.Request.IsDryRun()), clock);
    }

    /// <summary>Stores a new object.</summary>
    /// <exception cref="ApiException">It may not be stored; the code says why.</exception>
    public StoredObject Create(ResourceType type, string ns, JsonObject body, bool dryRun = false)
    {
        var isNamed = body.Name().Length > 0;
        var obj = gatekeeper.Admit(type, body, ns);
        CheckNamespace(type, ns, obj.Name());
        if (dryRun)
        {
            return store.Find(type, ns, obj.Name()) is null
                ? new StoredObject(type, obj, 0)
                : throw ApiException.AlreadyExists(type, obj.Name());
        }

        if (store.Create(type, obj) is { } made)
        {
            return made;
        }

        return isNamed ? throw ApiException.AlreadyExists(type, obj.Name()) : Again();

        // A generated name was taken: one in fourteen million, times the objects there are.
        StoredObject Again()
        {
            body.Metadata().Remove("name");
            return Create(type, ns, body);
        }
    }

    public async Task ReplaceAsync(HttpContext context, RequestPath path)
    {
        var body = await RequestBody.ReadObjectAsync(context.Request, context.RequestAborted);
        await UpdateAsync(context, path, _ => body);
    }

    public async Task PatchAsync(HttpContext context, RequestPath path)
    {
        var patch = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        var mediaType = context.Request.ContentType?.Split(';')[0].Trim() ?? "";
        var isApply = mediaType.StartsWith("application/apply-patch", StringComparison.Ordinal);
        if (isApply && patch is JsonObject manifest && store.Find(path.Type, path.Namespace ?? "", path.Name!) is null)
        {
            manifest.Metadata()["name"] = path.Name;
            await context.WriteAsync(StatusCodes.Status201Created, Create(
                path.Type, path.Namespace ?? "", manifest, context.Request.IsDryRun()), clock);
            return;
        }

        await UpdateAsync(context, path, present =>
        {
            var uid = present.Uid();
            var patched = Patched(present, mediaType, patch);

            return patched.Uid() is { Length: > 0 } other && other != uid
                ? throw ApiException.Invalid(
                    path.Type, path.Name!, [FieldProblem.Invalid("metadata.uid", other, "field is immutable")])
                : patched;
        });
    }

    private async Task UpdateAsync(HttpContext context, RequestPath path, Func<JsonObject, JsonObject> bodyFor)
    {
        if (path.Subresource is { } sub && !(sub == "status" && path.Type.HasStatus))
        {
            throw ApiException.NoSuchPath();
        }

        var dryRun = context.Request.IsDryRun();
        StoredObject? preview = null;
        var updated = store.Update(path.Type, path.Namespace ?? "", path.Name!, tree =>
        {
            var after = Gatekeeper.AdmitUpdate(path.Type, tree, bodyFor(tree.Clone()), path.Subresource is not null);
            if (dryRun)
            {
                preview = new StoredObject(path.Type, after, store.Version);
                return false;
            }

            Overwrite(tree, after);
            return true;
        });

        await context.WriteAsync(
            StatusCodes.Status200OK, preview ?? updated ?? throw ApiException.NotFound(path.Type, path.Name!), clock);
    }

    private static JsonObject Patched(JsonObject present, string mediaType, JsonNode? patch)
    {
        switch (mediaType, patch)
        {
            case ("application/json-patch+json", JsonArray operations):
                JsonPatch.Apply(present, operations);
                return present;
            case ("application/strategic-merge-patch+json", JsonObject map):
                StrategicMergePatch.Apply(present, map);
                return present;
            case ("application/merge-patch+json" or "application/apply-patch+yaml", JsonObject map):
                MergePatch.Apply(present, map);
                return present;
            case ("application/json-patch+json", _):
                throw ApiException.BadRequest("a JSON patch must be an array of operations");
            case (not ("application/strategic-merge-patch+json" or "application/merge-patch+json"
                or "application/apply-patch+yaml"), _):
                throw ApiException.UnsupportedMediaType($"the body of the request was in an unknown format: {mediaType}");
            default:
                throw ApiException.BadRequest("a merge patch must be an object");
        }
    }

    private void CheckNamespace(ResourceType type, string ns, string name)
    {
        if (!type.Namespaced)
        {
            return;
        }

        if (store.Find(ResourceType.Namespaces, "", ns) is not { } found)
        {
            throw ApiException.NotFound(ResourceType.Namespaces, ns);
        }

        if (found.Tree.IsBeingDeleted())
        {
            throw ApiException.Forbidden(
                type, name, $"unable to create new content in namespace {ns} because it is being terminated");
        }
    }

    /// <summary>Moves all there is in <paramref name="source"/>, which is empty then.</summary>
    private static void Overwrite(JsonObject target, JsonObject source)
    {
        var members = source.ToArray();
        source.Clear();
        target.Clear();
        foreach (var (name, value) in members)
        {
            target[name] = value;
        }
    }
}
