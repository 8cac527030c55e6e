using System.Globalization;
using System.Text.Json;
using JobWorker.Host.Callbacks.Egress.Batches;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JobWorker.Host.Callbacks.Egress;

/// <summary>The one place that posts to the outside: checks the address, signs the exact bytes, follows no redirect.</summary>
/// <remarks>
/// Called by the sidecar's HTTP binding. The answer mirrors the receiver's status; where there is none, 502 and the header
/// <see cref="EgressHeaders.Error"/>. A redirect counts as no answer: mirrored, the binding would follow it. With the header
/// <see cref="EgressHeaders.Batch"/> the body holds many callbacks, and so does the answer, which is 200 then:
/// <see cref="BatchFormat"/>. With <see cref="EgressHeaders.Ready"/> it holds a request that is signed already.
/// </remarks>
internal static class EgressEndpoint
{
    public static RouteHandlerBuilder MapEgress(this IEndpointRouteBuilder app) => app.MapPost("/egress", PostAsync);

    private static Task<IResult> PostAsync(
        HttpContext context,
        EgressSender sender,
        BatchSender batches,
        LateAnswers late,
        EgressClient client,
        CancellationToken cancel) => context.Request.Headers switch
        {
            var headers when headers.ContainsKey(EgressHeaders.Batch) => PostManyAsync(context.Request, batches, cancel),
            var headers when headers.ContainsKey(EgressHeaders.Ready) => PostReadyAsync(context, client, cancel),
            _ => PostOneAsync(context, sender, late, cancel),
        };

    private static async Task<IResult> PostManyAsync(HttpRequest request, BatchSender batches, CancellationToken cancel)
    {
        IReadOnlyList<IReadOnlyList<EgressPost>> letters;
        try
        {
            letters = await BatchFormat.ReadAsync(request.Body, cancel);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return TypedResults.BadRequest($"body: letters of callbacks are required: {e.Message}");
        }

        var answers = await batches.SendAsync(letters, cancel);

        return TypedResults.Bytes(BatchFormat.Write(answers), "application/json");
    }

    private static async Task<IResult> PostReadyAsync(HttpContext context, EgressClient client, CancellationToken cancel)
    {
        if (UrlOf(context.Request) is not { } url)
        {
            return NoUrl();
        }

        ReadyRequest ready;
        try
        {
            ready = await ReadyRequest.ReadAsync(context.Request.Body, cancel);
        }
        catch (JsonException e)
        {
            return TypedResults.BadRequest($"body: a request is required: {e.Message}");
        }

        using var request = ready.To(url);

        return Answer(context.Response, await client.SendAsync(request, cancel));
    }

    private static Uri? UrlOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers[EgressHeaders.Url], UriKind.Absolute, out var url) ? url : null;

    private static BadRequest<string> NoUrl() => TypedResults.BadRequest($"{EgressHeaders.Url}: an absolute URL is required");

    private static async Task<IResult> PostOneAsync(
        HttpContext context, EgressSender sender, LateAnswers late, CancellationToken cancel)
    {
        var headers = context.Request.Headers;
        if (UrlOf(context.Request) is not { } url)
        {
            return NoUrl();
        }

        byte[] body;
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: cancel);
            body = EgressBody.Of(document.RootElement);
        }
        catch (JsonException)
        {
            return TypedResults.BadRequest("body: a callback with id, status and detail is required");
        }

        var post = new EgressPost(
            url,
            headers[EgressHeaders.WebhookId].ToString(),
            headers[EgressHeaders.Sequence].ToString(),
            headers[EgressHeaders.Attempt].ToString(),
            headers[EgressHeaders.EgressTraceParent],
            headers[EgressHeaders.EgressTraceState],
            body);

        return Answer(
            context.Response, await (late.Take(post)?.WaitAsync(cancel) ?? sender.SendAsync(post, cancel)));
    }

    private static StatusCodeHttpResult Answer(HttpResponse response, WebhookAnswer answer)
    {
        if (answer.Took is { } took)
        {
            response.Headers[EgressHeaders.Took] = ((long)took.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        }

        if (answer.Error is { } error)
        {
            return Failed(response, error, answer.Refused);
        }

        if (answer.RetryAfter is { } wish)
        {
            response.Headers.RetryAfter = ((long)wish.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return TypedResults.StatusCode(answer.StatusCode!.Value);
    }

    private static StatusCodeHttpResult Failed(HttpResponse response, string error, bool refused)
    {
        response.Headers[EgressHeaders.Error] = OneLine(error);
        if (refused)
        {
            response.Headers[EgressHeaders.Refused] = "true";
        }

        return TypedResults.StatusCode(StatusCodes.Status502BadGateway);
    }

    private static string OneLine(string text) =>
        new([.. text.Take(500).Select(c => c is < ' ' or > '~' ? ' ' : c)]);
}
