using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Schemas;

/// <summary>Schemas by URI, for clients (OJS HTTP binding, section 15), and by type and version, for operators.</summary>
internal static class SchemaEndpoints
{
    public static void MapSchemas(this RouteGroupBuilder v1)
    {
        v1.MapGet("/schemas", ListAsync);
        v1.MapPost("/schemas", RegisterAsync);
        // A slash in a URI stays as it was sent, escaped or not.
        v1.MapGet("/schemas/{**uri}", (string uri, SchemaRegistry schemas, CancellationToken cancel) =>
            OneAsync(schemas, all => all.Schemas.GetValueOrDefault(Uri.UnescapeDataString(uri)), wrapped: true, cancel));
        v1.MapDelete("/schemas/{**uri}", (string uri, SchemaRegistry schemas, CancellationToken cancel) =>
            RemoveAsync(Uri.UnescapeDataString(uri), schemas, cancel));

        var admin = v1.MapGroup("/admin/schemas");
        admin.MapPut("/{type}/{version:int:min(1)}", PutVersionAsync);
        admin.MapGet("/{type}", (string type, SchemaRegistry schemas, CancellationToken cancel) =>
            OneAsync(schemas, all => all.Of(type).LastOrDefault(), wrapped: false, cancel));
        admin.MapGet("/{type}/versions", VersionsAsync);
        admin.MapGet("/{type}/{version:int}", (string type, int version, SchemaRegistry schemas, CancellationToken cancel) =>
            OneAsync(schemas, all => all.Of(type).LastOrDefault(entry => entry.Number == version), wrapped: false, cancel));
        admin.MapDelete("/{type}/{version:int}", (string type, int version, SchemaRegistry schemas, CancellationToken cancel) =>
            RemoveAsync(SchemaEntry.Name(type, Text(version)), schemas, cancel));
    }

    private static string Text(int version) => version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<IResult> ListAsync(HttpRequest request, SchemaRegistry schemas, CancellationToken cancel)
    {
        if (Page.Of(request.Query, out var page) is { } wrong)
        {
            return wrong;
        }

        string? type = request.Query["type"];
        var all = (await schemas.AllAsync(cancel)).Schemas.Values.Where(entry => type is null || entry.Type == type).ToList();

        return Writing.Ok(json =>
        {
            json.Objects("schemas", all.Skip(page.Offset).Take(page.Limit), entry => Write(json, entry));
            page.Write(json, all.Count);
        });
    }

    private static async Task<IResult> RegisterAsync(HttpRequest request, SchemaRegistry schemas, CancellationToken cancel)
    {
        var body = await Fields.OfAsync(request);
        var (type, version) = (body.Text("type", 255), Version(body));
        var uri = body.Text("uri") ?? (type is not null ? SchemaEntry.Name(type, version ?? "1") : body.Required("uri"));

        return await PutAsync(uri, type, version ?? "1", body, schemas, wrapped: true, cancel);
    }

    private static async Task<IResult> PutVersionAsync(
        string type, int version, HttpRequest request, SchemaRegistry schemas, CancellationToken cancel) => await PutAsync(
            SchemaEntry.Name(type, Text(version)),
            type,
            Text(version),
            await Fields.OfAsync(request),
            schemas,
            wrapped: false,
            cancel);

    private static async Task<IResult> PutAsync(
        string uri, string? type, string version, Fields body, SchemaRegistry schemas, bool wrapped, CancellationToken cancel)
    {
        var schema = body.Raw("schema");
        if (type is not null && !JobTypes.IsValid(type))
        {
            body.Complain<string>("type", JobTypes.Rule);
        }

        if (schema is null)
        {
            body.Complain<string>("schema", "is required and must be a JSON Schema");
        }
        else if (schema.Value.Utf8.Length > SchemaRegistry.Longest)
        {
            body.Complain<string>("schema", $"must have at most {SchemaRegistry.Longest} bytes");
        }

        if (body.Wrong is { } wrong)
        {
            return wrong;
        }

        var (entry, isNew, refused) = await schemas.RegisterAsync(uri, type, version, schema!.Value, cancel);

        return refused is not null
            ? refused
            : new OjsResult(isNew ? 201 : 200, json => Write(json, entry!, text: null, wrapped));
    }

    private static async Task<IResult> OneAsync(
        SchemaRegistry schemas, Func<SchemaDocument, SchemaEntry?> find, bool wrapped, CancellationToken cancel)
    {
        if (find(await schemas.AllAsync(cancel)) is not { } entry)
        {
            return OjsError.NotFound("There is no such schema.");
        }

        var text = await schemas.TextAsync(entry, cancel);

        return Writing.Ok(json => Write(json, entry, text, wrapped));
    }

    private static async Task<IResult> VersionsAsync(string type, SchemaRegistry schemas, CancellationToken cancel)
    {
        var all = (await schemas.AllAsync(cancel)).Of(type).ToList();

        return all.Count == 0
            ? OjsError.NotFound($"There is no schema for {type}.")
            : Writing.Ok(json =>
            {
                json.WriteString("type", type);
                json.Objects("versions", all, entry => Write(json, entry));
            });
    }

    private static async Task<IResult> RemoveAsync(string uri, SchemaRegistry schemas, CancellationToken cancel) =>
        await schemas.RemoveAsync(uri, cancel)
            ? Writing.Ok(json =>
            {
                json.WriteBoolean("deleted", true);
                json.WriteString("uri", uri);
            })
            : OjsError.NotFound($"There is no schema {uri}.");

    private static string? Version(Fields body) => body.Body.TryGetProperty("version", out var version)
        ? version.ValueKind is JsonValueKind.Number ? version.GetRawText() : body.Text("version", 64)
        : null;

    private static void Write(Utf8JsonWriter json, SchemaEntry entry, RawJson? text, bool wrapped)
    {
        if (wrapped)
        {
            json.WriteStartObject("schema");
        }

        Write(json, entry);
        OjsResult.Raw(json, "schema", text);
        if (wrapped)
        {
            json.WriteEndObject();
        }
    }

    private static void Write(Utf8JsonWriter json, SchemaEntry entry)
    {
        json.WriteString("uri", entry.Uri);
        json.Text("type", entry.Type);
        if (entry.Number is { } number)
        {
            json.WriteNumber("version", number);
        }
        else
        {
            json.WriteString("version", entry.Version);
        }

        json.At("created_at", entry.CreatedAt);
    }
}
