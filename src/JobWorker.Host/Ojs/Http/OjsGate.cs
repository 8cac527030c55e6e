using System.Net.Http.Headers;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Extensions.Admission;
using JobWorker.Host.Ojs.Extensions.Operations;
using JobWorker.Host.Ojs.Http.Answers;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Ojs.Queues.Storage;

namespace JobWorker.Host.Ojs.Http;

/// <summary>What every request under <c>/ojs</c> passes: version, media type, tenant; and what every answer carries.</summary>
internal static class OjsGate
{
    public const string RequestId = "X-Request-Id";

    private const string Version = "OJS-Version";
    private const string Spoken = "1.0";
    private const int LongestId = 128;

    private static readonly string[] Media = ["application/json", OjsResult.MediaType];

    /// <summary>Before routing ends: also what is not found answers in OJS' form.</summary>
    public static void UseOjsGate(this WebApplication app)
    {
        app.UseWebSockets();
        app.UsePlainMetrics();
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/ojs"), branch => branch.Use(async (context, next) =>
        {
            var response = context.Response;
            response.Headers[Version] = Spoken;
            response.Headers[RequestId] = IdOf(context.Request);
            var refused = Refuse(context.Request);
            if (refused is not null)
            {
                await refused.ExecuteAsync(context);
                return;
            }

            await RunAsync(context, next);
        }));
    }

    /// <summary>The id of a request: its own or one that was made for it.</summary>
    public static string RequestOf(HttpRequest request) => request.HttpContext.Response.Headers[RequestId].ToString();

    private static async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response is { ContentType: null, StatusCode: 404 or 405 } response)
            {
                var error = response.StatusCode == 404
                    ? OjsError.NotFound($"There is nothing at {context.Request.Path}.")
                    : new OjsError(405, "invalid_request", $"{context.Request.Method} is not for {context.Request.Path}.", "See /ojs/manifest.");
                await error.ExecuteAsync(context);
            }
        }
        catch (Exception e) when ((e is QueueUnreachableException or JournalUnavailableException) && !context.Response.HasStarted)
        {
            await OjsError.Backend(e.Message).ExecuteAsync(context);
        }
        catch (TooLargeException e) when (!context.Response.HasStarted)
        {
            await OjsError.Of(e.Refused).ExecuteAsync(context);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            var code = e.StatusCode == StatusCodes.Status413PayloadTooLarge ? "invalid_payload" : "invalid_request";
            await new OjsError(e.StatusCode, code, e.Message, "Send a smaller or a whole request.").ExecuteAsync(context);
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            var id = RequestOf(context.Request);
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OjsGate))
                .RequestFailed(id, context.Request.Method, context.Request.Path, e);
            await OjsError.Backend($"The service failed; its log says why, under request {id}.").ExecuteAsync(context);
        }
    }

    private static OjsError? Refuse(HttpRequest request)
    {
        if (request.Headers[Version] is [{ Length: > 0 } version, ..] && version is not (Spoken or "1" or "1.0.0" or "1.0.0-rc.1"))
        {
            return OjsError.Unsupported($"OJS-Version {version} is not spoken here; {Spoken} is.");
        }

        return request.ContentType is { Length: > 0 } type && !IsJson(type)
            ? OjsError.Invalid("Content-Type", $"must be {Media[1]} or {Media[0]}, not {type}")
            : Admissions.Refuse(request);
    }

    private static bool IsJson(string type) =>
        MediaTypeHeaderValue.TryParse(type, out var parsed) && Media.Contains(parsed.MediaType, StringComparer.OrdinalIgnoreCase);

    private static string IdOf(HttpRequest request) =>
        request.Headers[RequestId] is [{ Length: > 0 and <= LongestId } id, ..] && id.All(c => c is > ' ' and < (char)127)
            ? id
            : "req_" + Guid.CreateVersion7();
}
