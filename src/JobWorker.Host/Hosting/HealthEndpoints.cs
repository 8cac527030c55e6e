using JobWorker.Host.Cluster;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Hosting;

/// <summary>Three questions that are not the same: is the process alive, can it work, may the sidecar deliver to it.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/livez", () => TypedResults.Text("ok")).ForPublic();
        app.MapGet("/readyz", ReadyAsync).ForPublic();
        app.MapGet("/healthz", () => TypedResults.Text("ok")).ForSidecar();
    }

    /// <summary>A real read through the sidecar, and what the watches say of the API server.</summary>
    private static async Task<IResult> ReadyAsync(IStateSlots slots, ClusterState cluster, CancellationToken cancel)
    {
        var checks = new Dictionary<string, string>
        {
            ["stateStore"] = await ProbeAsync(slots, cancel) ?? "ok",
            ["kubernetes"] = cluster.Trouble ?? "ok",
        };

        return TypedResults.Json(
            checks,
            statusCode: checks.Values.All(v => v == "ok") ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<string?> ProbeAsync(IStateSlots slots, CancellationToken cancel)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timer.CancelAfter(ProbeTimeout);
        try
        {
            await slots.GetAsync("readiness~probe", timer.Token);
            return null;
        }
        catch (JournalUnavailableException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return "The sidecar did not answer within 2 s.";
        }
    }
}
