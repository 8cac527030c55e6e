using System.Text.Json;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Extensions.Operations;

/// <summary>How far limits are used up. OJS rate limiting, section 10. A key counts within each queue for itself.</summary>
internal static class LimitEndpoints
{
    public static void MapLimits(this RouteGroupBuilder v1)
    {
        v1.MapGet("/rate-limits", ListAsync);
        v1.MapGet("/rate-limits/{key}", OneAsync);
    }

    private static async Task<IResult> ListAsync(HttpRequest request, Survey survey, IQueues queues, CancellationToken cancel)
    {
        if (AdminPage.Of(request.Query, out var page) is { } wrong)
        {
            return wrong;
        }

        var all = (await AllAsync(null, survey, queues, cancel)).GroupBy(one => one.Use.Key).OrderBy(one => one.Key).ToList();

        return Writing.Ok(json =>
        {
            json.Objects("items", all.Skip(page.Skip).Take(page.Size), one => Write(json, one.Key, [.. one]));
            page.Write(json, all.Count);
        });
    }

    private static async Task<IResult> OneAsync(string key, Survey survey, IQueues queues, CancellationToken cancel) =>
        await AllAsync(key, survey, queues, cancel) is [_, ..] found
            ? Writing.Ok(json => Write(json, key, found))
            : OjsError.NotFound($"No job that waits or runs has the limit {key}.");

    private static async Task<List<(string Queue, LimitUse Use)>> AllAsync(
        string? key, Survey survey, IQueues queues, CancellationToken cancel)
    {
        var found = await Task.WhenAll((await survey.QueuesAsync(null, cancel)).Select(async queue =>
            (queue, (QueueAnswer.Limits)await queues.AskAsync(queue, new QueueOperation.Limits(key), cancel))));

        return [.. found.SelectMany(one => one.Item2.Found.Select(use => (one.queue, use)))];
    }

    private static void Write(Utf8JsonWriter json, string key, List<(string Queue, LimitUse Use)> uses)
    {
        json.WriteString("key", key);
        json.WriteStartObject("concurrency");
        json.WriteNumber("limit", uses.Sum(one => one.Use.Most));
        json.WriteNumber("active", uses.Sum(one => one.Use.Active));
        json.WriteNumber("available", uses.Sum(one => Math.Max(0, one.Use.Most - one.Use.Active)));
        json.WriteEndObject();
        json.WriteNumber("waiting_count", uses.Sum(one => one.Use.Waiting));
        json.Objects("queues", uses, one =>
        {
            json.WriteString("name", one.Queue);
            json.WriteNumber("limit", one.Use.Most);
            json.WriteNumber("active", one.Use.Active);
            json.WriteNumber("waiting", one.Use.Waiting);
        });
    }
}
