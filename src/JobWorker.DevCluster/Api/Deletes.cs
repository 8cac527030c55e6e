using System.Text.Json.Nodes;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Controllers;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Api;

/// <summary>DELETE of one object and of all that a selection matches.</summary>
internal sealed class Deletes(Store store, Deleter deleter, TimeProvider clock)
{
    private const string OrphanWarning =
        "299 - \"child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them "
        + "or set propagationPolicy=Orphan to suppress this warning\"";

    public async Task DeleteAsync(HttpContext context, RequestPath path)
    {
        var options = await ReadOptionsAsync(context, path.Type);
        if (context.Request.IsDryRun())
        {
            var present = store.Find(path.Type, path.Namespace ?? "", path.Name!);
            await context.WriteAsync(200, present ?? throw ApiException.NotFound(path.Type, path.Name!), clock);
            return;
        }

        var (obj, remains) = deleter.Delete(path.Type, path.Namespace ?? "", path.Name!, options)
            ?? throw ApiException.NotFound(path.Type, path.Name!);
        if (remains || path.Type == ResourceType.Pods)
        {
            await context.WriteAsync(StatusCodes.Status200OK, obj, clock);
        }
        else
        {
            await context.WriteAsync(StatusCodes.Status200OK, ApiResponse.Success(obj));
        }
    }

    public async Task DeleteAllAsync(HttpContext context, RequestPath path)
    {
        var options = await ReadOptionsAsync(context, path.Type);
        var selection = context.Request.Selection(path);
        var items = new JsonArray();
        foreach (var obj in store.List(path.Type).Objects.Values.Where(selection.Matches))
        {
            if (deleter.Delete(path.Type, obj.Namespace, obj.Name, options) is { } result)
            {
                items.Add(result.Object.Tree.DeepClone());
            }
        }

        await context.WriteAsync(StatusCodes.Status200OK, new JsonObject
        {
            ["kind"] = $"{path.Type.Kind}List",
            ["apiVersion"] = path.Type.ApiVersion,
            ["metadata"] = new JsonObject { ["resourceVersion"] = $"{store.Version}" },
            ["items"] = items,
        });
    }

    /// <summary>The wishes in body and query; the query wins, as it does in Kubernetes.</summary>
    private static async Task<DeleteOptions> ReadOptionsAsync(HttpContext context, ResourceType type)
    {
        var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted) switch
        {
            null => null,
            JsonObject map => map,
            _ => throw ApiException.BadRequest("the body must be a DeleteOptions object"),
        };
        var asked = context.Request.Query["propagationPolicy"].ToString() is { Length: > 0 } query
            ? query
            : body.Text("propagationPolicy") ?? (body.Flag("orphanDependents") == true ? "Orphan" : null);

        return new(
            PropagationOf(context, type, asked),
            context.Request.Number("gracePeriodSeconds") ?? body.Number("gracePeriodSeconds"),
            body.Text("preconditions", "uid"),
            body.Text("preconditions", "resourceVersion"));
    }

    private static Propagation PropagationOf(HttpContext context, ResourceType type, string? asked)
    {
        if (asked is null && type == ResourceType.Jobs)
        {
            context.Response.Headers.Append("Warning", OrphanWarning);
            return Propagation.Orphan;
        }

        return asked switch
        {
            null or "Background" => Propagation.Background,
            "Foreground" => Propagation.Foreground,
            "Orphan" => Propagation.Orphan,
            _ => throw ApiException.Invalid(type, "", [FieldProblem.NotSupported(
                "propagationPolicy", asked, "supported values: \"Background\", \"Foreground\", \"Orphan\"")]),
        };
    }
}
