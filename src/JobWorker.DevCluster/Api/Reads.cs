using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Formats.Tables;
using JobWorker.DevCluster.Objects;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Api;

/// <summary>GET of one object and of a list.</summary>
internal sealed class Reads(Store store, TimeProvider clock)
{
    public Task GetAsync(HttpContext context, RequestPath path) =>
        context.WriteAsync(StatusCodes.Status200OK, Find(path), clock);

    public StoredObject Find(RequestPath path) =>
        store.Find(path.Type, path.Namespace ?? "", path.Name!) ?? throw ApiException.NotFound(path.Type, path.Name!);

    public async Task ListAsync(HttpContext context, RequestPath path)
    {
        var selection = context.Request.Selection(path);
        CheckVersion(context.Request, store.Version);
        var (objects, version, after) = StartOf(context.Request, path.Type);
        var asked = context.Request.Number("limit") is { } number and > 0 ? number : long.MaxValue;
        var limit = (int)Math.Min(asked, int.MaxValue - 1);

        var page = objects.Values
            .Where(obj => (after is null || string.CompareOrdinal(obj.Key, after) > 0) && selection.Matches(obj))
            .Take(limit + 1).ToList();
        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) };
        if (page.Count > limit)
        {
            page.RemoveAt(limit);
            metadata["continue"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{version}:{page[^1].Key}"));
        }

        if (ApiResponse.WantsTable(context.Request))
        {
            await context.WriteAsync(StatusCodes.Status200OK, Table.Of(path.Type, page, clock.GetUtcNow(), metadata));
        }
        else
        {
            await WriteListAsync(context, path.Type, page, metadata);
        }
    }

    private static void CheckVersion(HttpRequest request, long current)
    {
        var asked = request.Number("resourceVersion");
        if (asked > current)
        {
            throw ApiException.FromTheFuture(asked.Value, current);
        }

        if (asked is > 0 && asked < current && request.Query["resourceVersionMatch"] == "Exact")
        {
            throw ApiException.Expired($"The resourceVersion for the provided list is too old: {asked} ({current}).");
        }
    }

    /// <summary>What is listed, when that was, and the key a continued list goes on after.</summary>
    private (ImmutableSortedDictionary<string, StoredObject> Objects, long Version, string? After) StartOf(
        HttpRequest request, ResourceType type)
    {
        var token = request.Query["continue"].ToString();
        if (token.Length == 0)
        {
            var (objects, now) = store.List(type);
            return (objects, now, null);
        }

        var bytes = new byte[token.Length];
        var text = Convert.TryFromBase64String(token, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        if (text.Split(':', 2) is not [var left, var key]
            || !long.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw ApiException.BadRequest("continue key is not valid");
        }

        return store.ListAt(type, version) is { } then
            ? (then, version, key)
            : throw ApiException.Expired("The provided continue parameter is too old: list again without it.");
    }

    private static async Task WriteListAsync(HttpContext context, ResourceType type, List<StoredObject> page, JsonObject metadata)
    {
        context.Response.ContentType = "application/json";
        var body = context.Response.BodyWriter;
        Write(body, $$"""{"kind":"{{type.Kind}}List","apiVersion":"{{type.ApiVersion}}","metadata":""");
        body.Write(metadata.ToUtf8());
        Write(body, ",\"items\":[");
        for (var i = 0; i < page.Count; i++)
        {
            if (i > 0)
            {
                Write(body, ",");
            }

            body.Write(page[i].Utf8);
            if (i % 256 == 255)
            {
                await body.FlushAsync(context.RequestAborted);
            }
        }

        Write(body, "]}\n");
        await body.FlushAsync(context.RequestAborted);
    }

    private static void Write(PipeWriter body, string text) => Encoding.UTF8.GetBytes(text, body);
}
