using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Queues.Events;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Webhooks;

/// <summary>Subscriptions to events. OJS webhooks, section 6. A secret is told once, to who makes the subscription.</summary>
internal static class WebhookEndpoints
{
    private const int MostNames = 100;

    public static void MapWebhooks(this RouteGroupBuilder v1)
    {
        var subscriptions = v1.MapGroup("/webhooks/subscriptions");
        subscriptions.MapPost("", CreateAsync);
        subscriptions.MapGet("", ListAsync);
        subscriptions.MapGet("/{id}", async (string id, Subscriptions all, CancellationToken cancel) =>
            Told((await all.ReadAsync(cancel)).All.GetValueOrDefault(id)));
        subscriptions.MapPatch("/{id}", ChangeAsync);
        subscriptions.MapDelete("/{id}", DeleteAsync);
        subscriptions.MapPost("/{id}/rotate-secret", RotateAsync);
        subscriptions.MapPost("/{id}/test", TestAsync);
    }

    private static async Task<IResult> CreateAsync(
        HttpRequest request, Subscriptions all, TimeProvider clock, CancellationToken cancel)
    {
        var body = await Fields.OfAsync(request);
        var made = Read(body, new WebhookSubscription(
            "sub_" + Guid.CreateVersion7(clock.GetUtcNow()),
            body.Required("url", 2_048),
            [],
            [],
            [],
            Active: true,
            body.Text("secret") ?? NewSecret(),
            Metadata: null,
            clock.GetUtcNow()));
        if (body.Wrong is { } wrong)
        {
            return wrong;
        }

        var now = await all.UpdateAsync(
            was => was.All.Count >= Subscriptions.Most ? was : was with { All = was.All.Add(made.Id, made) }, cancel);

        return now.All.ContainsKey(made.Id)
            ? new OjsResult(201, json => Write(json, made, made.Secret))
            : OjsError.Unsupported($"There are {Subscriptions.Most} subscriptions, which is the most.");
    }

    private static async Task<IResult> ListAsync(HttpRequest request, Subscriptions all, CancellationToken cancel)
    {
        if (Page.Of(request.Query, out var page) is { } wrong)
        {
            return wrong;
        }

        var found = (await all.ReadAsync(cancel)).All;

        return Writing.Ok(json =>
        {
            var part = found.Values.Skip(page.Offset).Take(page.Limit);
            json.Objects("subscriptions", part, one => Members(json, one, secret: null));
            page.Write(json, found.Count);
        });
    }

    private static async Task<IResult> ChangeAsync(string id, HttpRequest request, Subscriptions all, CancellationToken cancel)
    {
        var body = await Fields.OfAsync(request);
        var was = (await all.ReadAsync(cancel)).All.GetValueOrDefault(id);
        if (was is not null)
        {
            Read(body, was);
        }

        if (body.Wrong is { } wrong)
        {
            return wrong;
        }

        var now = await all.UpdateAsync(
            known => known.All.TryGetValue(id, out var one)
                ? known with { All = known.All.SetItem(id, Read(body, one)) }
                : known,
            cancel);

        return Told(now.All.GetValueOrDefault(id));
    }

    private static async Task<IResult> DeleteAsync(string id, Subscriptions all, CancellationToken cancel)
    {
        var was = false;
        await all.UpdateAsync(known =>
        {
            was = known.All.ContainsKey(id);

            return was ? known with { All = known.All.Remove(id) } : known;
        }, cancel);

        return was ? Results.NoContent() : OjsError.NotFound($"There is no subscription {id}.");
    }

    private static async Task<IResult> RotateAsync(
        string id, HttpRequest request, Subscriptions all, TimeProvider clock, CancellationToken cancel)
    {
        var body = await Fields.OfAsync(request);
        var secret = body.Text("secret") ?? NewSecret();
        if (body.Wrong is { } wrong)
        {
            return wrong;
        }

        var now = await all.UpdateAsync(
            known => known.All.TryGetValue(id, out var one)
                ? known with { All = known.All.SetItem(id, one.Rotated(secret, clock.GetUtcNow())) }
                : known,
            cancel);

        return Told(now.All.GetValueOrDefault(id), secret);
    }

    /// <summary>Sends an event of no job at once, whatever the subscription wants to hear of. OJS webhooks, section 6.6.</summary>
    private static async Task<IResult> TestAsync(
        string id, Subscriptions all, IWebhookPost post, TimeProvider clock, CancellationToken cancel)
    {
        if ((await all.ReadAsync(cancel)).All.GetValueOrDefault(id) is not { } subscription)
        {
            return Told(null);
        }

        var answer = await post.SendAsync(subscription, Delivery.Test(id, clock.GetUtcNow()), cancel);

        return Writing.Ok(json =>
        {
            json.WriteBoolean("success", answer.Delivered);
            if (answer.StatusCode is { } status)
            {
                json.WriteNumber("status_code", status);
            }

            json.WriteNumber("response_time_ms", (long)answer.Took!.Value.TotalMilliseconds);
            json.Text("error", answer.Delivered ? null : answer.Why);
        });
    }

    private static string NewSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>The subscription with what the body says of it.</summary>
    private static WebhookSubscription Read(Fields body, WebhookSubscription was)
    {
        var filter = body.Object("filter");
        filter.Only("queues", "job_types");
        var url = body.Text("url", 2_048) ?? was.Url;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed is not { Scheme: "http" or "https", UserInfo: "" })
        {
            body.Complain<string>("url", "must be an absolute URL of http or https, without a password");
        }

        var events = body.Texts("events", MostNames) ?? was.Events;
        if (events.IsEmpty)
        {
            body.Complain<string>("events", "is required: names such as job.completed, job.* or *");
        }
        else if (body.Has("events") && events.FirstOrDefault(IsOfNone) is { } none)
        {
            var known = string.Join(", ", FeedTypes.All);
            body.Complain<string>("events", $"has {none}, which no event is called; {known}, job.*, workflow.* and * are known");
        }

        var now = was with
        {
            Url = url,
            Events = events,
            Queues = filter.Texts("queues", MostNames) ?? was.Queues,
            JobTypes = filter.Texts("job_types", MostNames) ?? was.JobTypes,
            Active = body.Has("active") ? body.Flag("active") : was.Active,
            Metadata = body.Has("metadata") ? RawJson.Of(body.Object("metadata").Body) : was.Metadata,
        };
        body.Take(filter);
        if (OjsJson.Write(now).Length > Subscriptions.MostBytes)
        {
            body.Complain<string>("subscription", $"must have at most {Subscriptions.MostBytes} bytes in all, metadata included");
        }

        return now;
    }

    private static bool IsOfNone(string pattern) => !FeedTypes.All.Concat(FeedTypes.Untold).Any(type => FeedTypes.Fits(pattern, type));

    private static IResult Told(WebhookSubscription? one, string? secret = null) => one is null
        ? OjsError.NotFound("There is no such subscription.")
        : Writing.Ok(json => Write(json, one, secret));

    private static void Write(Utf8JsonWriter json, WebhookSubscription one, string? secret)
    {
        json.WriteStartObject("subscription");
        Members(json, one, secret);
        json.WriteEndObject();
    }

    private static void Members(Utf8JsonWriter json, WebhookSubscription one, string? secret)
    {
        json.WriteString("id", one.Id);
        json.WriteString("url", one.Url);
        json.Texts("events", one.Events);
        json.WriteStartObject("filter");
        Filter(json, "queues", one.Queues);
        Filter(json, "job_types", one.JobTypes);
        json.WriteEndObject();
        json.WriteBoolean("active", one.Active);
        json.Text("secret", secret);
        OjsResult.Raw(json, "metadata", one.Metadata);
        json.At("created_at", one.CreatedAt);
    }

    private static void Filter(Utf8JsonWriter json, string name, ImmutableArray<string> names)
    {
        if (!names.IsEmpty)
        {
            json.Texts(name, names);
        }
    }
}
