using JobWorker.Core.Messages;
using JobWorker.Host.Hosting;
using Prometheus;

namespace JobWorker.Host.Intake;

/// <summary>Where the sidecar delivers. The answer is the acknowledgement, so it comes last of all.</summary>
internal static class IntakeEndpoints
{
    public static RouteHandlerBuilder MapIntake(this IEndpointRouteBuilder app) => app.MapPost("/intake/jobs", TakeAsync);

    /// <summary>200: taken for good. 503: deliver it again later.</summary>
    private static async Task<IResult> TakeAsync(HttpRequest request, JobIntake intake, IntakeGate gate, CancellationToken cancel)
    {
        using var timer = HostMetrics.IntakeSeconds.NewTimer();
        using var pass = gate.TryEnter();
        var taken = pass is null
            ? IntakeOutcome.Later
            : await intake.TakeAsync(await ReadAsync(request, cancel), TraceOf(request.Headers), cancel);
        HostMetrics.Messages.WithLabels(taken.ToString()).Inc();

        return taken is IntakeOutcome.Later
            ? TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Ok();
    }

    private static TraceContext? TraceOf(IHeaderDictionary headers) =>
        TraceContext.Parse(headers.TraceParent.FirstOrDefault(), headers.TraceState.FirstOrDefault());

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        using var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 4096, 1 << 20));
        await request.Body.CopyToAsync(body, cancel);

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
