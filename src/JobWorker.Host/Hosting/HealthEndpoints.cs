using JobWorker.Host.Hosting.Listening;
using JobWorker.Host.Leadership;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JobWorker.Host.Hosting;

/// <summary>
/// Three questions that are not the same: is the process alive, can it do its part, may the sidecar deliver to it.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/livez", () => TypedResults.Text("ok")).ForPublic();
        app.MapGet("/readyz", ReadyAsync).ForPublic();
        app.MapGet("/healthz", Health).ForSidecar();
    }

    /// <summary>Unhealthy while another replica works: then the sidecar delivers nothing and hosts no jobs here.</summary>
    private static ContentHttpResult Health(LeaderRole role) => role.Works
        ? TypedResults.Text("ok")
        : TypedResults.Text("standing by", statusCode: StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReadyAsync(Readiness readiness, CancellationToken cancel)
    {
        var report = await readiness.CheckAsync(cancel);

        return TypedResults.Json(
            report.Checks, statusCode: report.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
