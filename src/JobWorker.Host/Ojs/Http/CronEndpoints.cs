using System.Text.Json;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Schedules;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Schedules;

namespace JobWorker.Host.Ojs.Http;

/// <summary>Cron schedules: register, list, remove. OJS HTTP binding, section 11; both spellings of the request and the answer.</summary>
internal static class CronEndpoints
{
    public static void MapCrons(this RouteGroupBuilder v1)
    {
        v1.MapPost("/cron", RegisterAsync);
        v1.MapGet("/cron", ListAsync);
        v1.MapDelete("/cron/{name}", RemoveAsync);
    }

    private static async Task<IResult> RegisterAsync(
        HttpContext context, Crons crons, TimeProvider clock, CancellationToken cancel)
    {
        var parsed = CronRequest.Parse(await context.Request.BodyAsync(), clock.GetUtcNow(), EnvelopeLimits.Default);
        if (!parsed.IsValid)
        {
            return OjsError.Of(parsed.Problems);
        }

        var cron = await crons.RegisterAsync(parsed.Value, cancel);

        return new OjsResult(StatusCodes.Status201Created, json => Both(json, cron));
    }

    private static async Task<IResult> ListAsync(HttpRequest request, Crons crons, CancellationToken cancel)
    {
        if (Page.Of(request.Query, out var page) is { } wrong)
        {
            return wrong;
        }

        var all = await crons.AllAsync(cancel);

        return new OjsResult(StatusCodes.Status200OK, json =>
        {
            foreach (var name in (string[])["crons", "cron_jobs"])
            {
                json.WriteStartArray(name);
                foreach (var cron in all.Skip(page.Offset).Take(page.Limit))
                {
                    Write(json, cron);
                }

                json.WriteEndArray();
            }

            page.Write(json, all.Count);
        });
    }

    private static async Task<IResult> RemoveAsync(string name, Crons crons, CancellationToken cancel) =>
        await crons.RemoveAsync(name, cancel) is { } cron
            ? new OjsResult(StatusCodes.Status200OK, json =>
            {
                Both(json, cron);
                json.WriteBoolean("deleted", true);
                json.WriteString("name", name);
            })
            : OjsError.NotFound($"There is no such cron schedule. ({name})");

    private static void Both(Utf8JsonWriter json, CronDocument cron)
    {
        foreach (var name in (string[])["cron", "cron_job"])
        {
            json.WritePropertyName(name);
            Write(json, cron);
        }
    }

    private static void Write(Utf8JsonWriter json, CronDocument cron)
    {
        var request = cron.Request;
        json.WriteStartObject();
        json.WriteString("name", request.Name);
        json.WriteString("expression", request.Expression);
        json.WriteString("cron", request.Expression);
        json.WriteString("timezone", request.Timezone);
        json.WriteString("overlap_policy", JsonNamingPolicy.SnakeCaseLower.ConvertName(request.Overlap.ToString()));
        json.WriteBoolean("enabled", request.Enabled);
        json.WriteString("status", request.Enabled ? "active" : "paused");
        if (request.Description is { } description)
        {
            json.WriteString("description", description);
        }

        if (cron.Next() is { } next)
        {
            json.WriteString("next_run_at", JobDocument.Time(next));
        }
        else
        {
            json.WriteNull("next_run_at");
        }

        if (cron.LastAt is { } last)
        {
            json.WriteString("last_run_at", JobDocument.Time(last));
        }

        json.WriteString("created_at", JobDocument.Time(cron.CreatedAt));
        if (cron.LastJob is { } job)
        {
            json.WriteString("last_job_id", job);
        }

        OjsResult.Raw(json, "job_template", request.Template);
        foreach (var member in request.Template.ToElement().EnumerateObject().Where(m => m.Name is "type" or "args" or "options" or "meta"))
        {
            member.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
