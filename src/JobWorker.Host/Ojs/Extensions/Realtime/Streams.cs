using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Realtime;

/// <summary>What streams of all readers share: how many there may be, and that they end with the process.</summary>
internal sealed class Streams(IHostApplicationLifetime lifetime, TimeProvider clock)
{
    /// <summary>Readers of this process at once.</summary>
    public const int Most = 1_000;

    private static readonly object Opened = new();

    private int _open;

    /// <summary>Runs a stream until the reader goes or the process stops; the reader is told the latter.</summary>
    public async Task<IResult> RunAsync(HttpContext context, Func<CancellationToken, Task<IResult>> stream)
    {
        if (Interlocked.Increment(ref _open) > Most)
        {
            Interlocked.Decrement(ref _open);

            return new OjsError(503, "backend_error", $"There are {Most} readers, which is the most.", "Try another replica.")
            {
                RetryAfter = 5,
            };
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            return await stream(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            if (!context.RequestAborted.IsCancellationRequested && context.Items.TryGetValue(Opened, out var open)
                && context.Response.HasStarted)
            {
                await ((SseStream)open!).FarewellAsync();
            }

            return Results.Empty;
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <summary>A stream as the answer to a request.</summary>
    public SseStream Open(HttpContext context)
    {
        var stream = new SseStream(context, clock);
        context.Items[Opened] = stream;

        return stream;
    }
}
