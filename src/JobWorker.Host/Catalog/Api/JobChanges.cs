using System.Text;
using System.Text.Json;
using JobWorker.Core.Journals;
using JobWorker.Host.Catalog.Model;

namespace JobWorker.Host.Catalog.Api;

/// <summary>Changes as they happen, as server-sent events.</summary>
internal static class JobChanges
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly byte[] Comment = Encoding.UTF8.GetBytes(":\n\n");

    /// <summary>
    /// 200 and one <c>data:</c> for each change from now on; 400 with every broken rule; 503 where too many listen. Ends with
    /// the process, and for a reader that falls too far behind.
    /// </summary>
    public static async Task<IResult> StreamAsync(
        HttpContext context, ChangeFeed feed, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<ChangeFeed> logger)
    {
        var query = JobQuery.OfChanges(context.Request.Query);
        if (query.Problems.Count > 0)
        {
            return JobListApi.Broken(query.Problems);
        }

        using var reader = feed.Listen(query.Filter);
        if (reader is null)
        {
            return JobListApi.Problem(StatusCodes.Status503ServiceUnavailable, "As many as may already listen to changes.");
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, reader.CutOff, lifetime.ApplicationStopping);
        try
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            await WriteAsync(context.Response, reader, clock, either.Token);
        }
        catch (OperationCanceledException) when (reader.CutOff.IsCancellationRequested)
        {
            logger.ChangeReaderCutOff();
            context.Abort();
        }
        catch (OperationCanceledException)
        {
            // The reader has gone, or the process ends.
        }

        return Results.Empty;
    }

    private static async Task WriteAsync(
        HttpResponse response, ChangeFeed.Reader reader, TimeProvider clock, CancellationToken cancel)
    {
        await SendAsync(response, Comment, cancel);
        while (true)
        {
            try
            {
                if (!await reader.Changes.WaitToReadAsync(cancel).AsTask().WaitAsync(Heartbeat, clock, cancel))
                {
                    cancel.ThrowIfCancellationRequested();
                    return;
                }
            }
            catch (TimeoutException)
            {
                await SendAsync(response, Comment, cancel);
                continue;
            }

            while (reader.Changes.TryRead(out var entry))
            {
                var json = JsonSerializer.SerializeToUtf8Bytes(entry, JobJson.Options);
                await SendAsync(response, [.. "data: "u8, .. json, .. "\n\n"u8], cancel);
            }
        }
    }

    private static async Task SendAsync(HttpResponse response, byte[] bytes, CancellationToken cancel)
    {
        await response.Body.WriteAsync(bytes, cancel);
        await response.Body.FlushAsync(cancel);
    }
}
