namespace JobWorker.Host.Hosting;

/// <summary>Three questions that are not the same: is the process alive, can it work, may the sidecar deliver to it.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/livez", () => TypedResults.Text("ok")).ForPublic();
        app.MapGet("/readyz", ReadyAsync).ForPublic();
        app.MapGet("/healthz", () => TypedResults.Text("ok")).ForSidecar();
    }

    private static async Task<IResult> ReadyAsync(Readiness readiness, CancellationToken cancel)
    {
        var checks = await readiness.CheckAsync(cancel);

        return TypedResults.Json(
            checks,
            statusCode: checks.Values.All(v => v == Readiness.Fine) ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
