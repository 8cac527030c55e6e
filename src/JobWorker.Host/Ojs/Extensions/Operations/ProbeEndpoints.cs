using JobWorker.Host.Hosting;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Operations;

/// <summary>What watchers ask. OJS observability.</summary>
internal static class ProbeEndpoints
{
    private const string Plain = "text/plain";

    public static void MapReady(this RouteGroupBuilder v1) => v1.MapGet("/ready", ReadyAsync);

    /// <summary>Who accepts plain text and nothing else gets the metrics as that; the format is the same.</summary>
    public static void UsePlainMetrics(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.Path == "/metrics" && context.Request.Headers.Accept == Plain)
        {
            context.Response.OnStarting(() =>
            {
                context.Response.ContentType = Plain;

                return Task.CompletedTask;
            });
        }

        return next(context);
    });

    private static async Task<IResult> ReadyAsync(Readiness readiness, CancellationToken cancel)
    {
        var report = await readiness.CheckAsync(cancel);

        return new OjsResult(report.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, json =>
        {
            json.WriteString("status", report.Ready ? "ready" : "not_ready");
            json.WriteStartObject("checks");
            foreach (var (name, said) in report.Checks)
            {
                json.Text(name, said);
            }

            json.WriteEndObject();
        });
    }
}
