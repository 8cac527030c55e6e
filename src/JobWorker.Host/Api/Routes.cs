using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Catalog.Api;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Listening;
using JobWorker.Host.Intake;
using JobWorker.Host.Ojs.Http;
using JobWorker.Host.Ojs.Transport;
using Prometheus;

namespace JobWorker.Host.Api;

/// <summary>
/// Everything that can be asked of this process. What is public is in <c>docs/openapi.yaml</c> too; a test compares.
/// </summary>
internal static class Routes
{
    /// <summary>Errors under <c>/api</c> are problem details, also those no handler has had a say in. First of all.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { StatusCodeSelector = Problems.StatusOf });
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), branch => branch.UseStatusCodePages());
    }

    public static void MapRoutes(this WebApplication app)
    {
        app.MapActorsHandlers().ForSidecar();
        app.MapIntake().ForSidecar();
        app.MapOjsIntake().ForSidecar();
        app.MapEgress().ForSidecar();
        app.MapJobApi().ForPublic();
        app.MapJobList().ForPublic();
        app.MapJobOperations().ForPublic();
        app.MapCallbackApi().ForPublic();
        app.MapOperations().ForPublic();
        app.MapJobLogs().ForPublic();
        app.MapJobVerification().ForPublic();
        app.MapIntakeApi().ForPublic();
        app.MapMetrics().ForPublic();
        app.MapOjs().ForPublic();
        app.MapHealth();
    }
}
