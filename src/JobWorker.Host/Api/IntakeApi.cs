using JobWorker.Core.Journals;
using JobWorker.Host.Intake;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JobWorker.Host.Api;

/// <summary>What operators say to intake. It concerns the process that is asked, and is forgotten when that ends.</summary>
internal static class IntakeApi
{
    public static RouteGroupBuilder MapIntakeApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/intake");

        api.MapGet("/", (IntakeGate gate) => Show(gate));
        api.MapPost("/pause", (IntakeGate gate) =>
        {
            gate.Pause();
            return Show(gate);
        });
        api.MapPost("/resume", (IntakeGate gate) =>
        {
            gate.Resume();
            return Show(gate);
        });

        return api;
    }

    private static JsonHttpResult<IntakeView> Show(IntakeGate gate) => TypedResults.Json(gate.View, JobJson.Options);
}
