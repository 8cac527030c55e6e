using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Prometheus;

/// <summary>Metrics as an endpoint.</summary>
public static class MetricServerMiddlewareExtensions
{
    /// <summary>Answers scrapes with <paramref name="registry"/>; null: the default registry.</summary>
    public static IEndpointConventionBuilder MapMetrics(
        this IEndpointRouteBuilder endpoints, string pattern = "/metrics", CollectorRegistry? registry = null) =>
        endpoints
            .Map(pattern, context => AnswerAsync(context, registry ?? Metrics.DefaultRegistry))
            .WithDisplayName("Prometheus metrics");

    private static async Task AnswerAsync(HttpContext context, CollectorRegistry registry)
    {
        context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
        try
        {
            await registry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
        }
        catch (ScrapeFailedException e) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync(e.Message, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The scraper has left; nobody reads what is missing.
        }
    }
}
