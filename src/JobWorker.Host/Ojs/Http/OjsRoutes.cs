using JobWorker.Host.Ojs.Extensions;

namespace JobWorker.Host.Ojs.Http;

/// <summary>Everything under <c>/ojs</c>. OJS HTTP binding.</summary>
internal static class OjsRoutes
{
    public static RouteGroupBuilder MapOjs(this IEndpointRouteBuilder app)
    {
        var ojs = app.MapGroup("/ojs").WithTags("ojs");
        ojs.MapGet("/manifest", ManifestEndpoints.Manifest);

        var v1 = ojs.MapGroup("/v1");
        v1.MapGet("/health", ManifestEndpoints.HealthAsync);
        v1.MapJobs();
        v1.MapWorkers();
        v1.MapQueues();
        v1.MapDeadLetters();
        v1.MapWorkflows();
        v1.MapCrons();
        v1.MapEvents();
        v1.MapReset();
        v1.MapExtensions();

        return ojs;
    }
}
