using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.Ojs.Client.Errors;
using JobWorker.Ojs.Client.Jobs;
using JobWorker.Ojs.Client.Wire;
using JobWorker.Ojs.Client.Workers;

namespace JobWorker.Ojs.Client.Working;

/// <summary>Does one job, and tells the server how it went.</summary>
internal sealed class JobRun(
    OjsClient client,
    OjsWorkerOptions options,
    IReadOnlyDictionary<string, JobHandler> handlers,
    ActiveJobs active,
    Slots slots,
    TimeProvider clock)
{
    private const int Tellings = 5;

    /// <summary>Never throws: what goes wrong is told to the server, else to <see cref="OjsWorkerOptions.OnTrouble"/>.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="ending">Falls when the worker's grace is over: what is not done by then is given back.</param>
    public async Task RunAsync(OjsJob job, CancellationToken ending)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ending);
        active.Add(job.Id, stop);
        try
        {
            await EndAsync(await OutcomeAsync(job, stop.Token, ending).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            active.Remove(job.Id, stop);
        }
    }

    /// <summary>Gives back a job nobody has begun.</summary>
    public Task GiveBackAsync(OjsJob job) => EndAsync(() => RequeueAsync(job));

    private async Task EndAsync(Func<Task> tell)
    {
        slots.Done();
        try
        {
            await TellAsync(tell).ConfigureAwait(false);
        }
        finally
        {
            slots.Told();
        }
    }

    private async Task<Func<Task>> OutcomeAsync(OjsJob job, CancellationToken stopped, CancellationToken ending)
    {
        if (!handlers.TryGetValue(job.Type, out var handler))
        {
            return () => NackAsync(job, new JobError("unknown_job_type", $"This worker has no handler for {job.Type}."));
        }

        try
        {
            var result = await DoAsync(handler, new JobContext(job, stopped)).WaitAsync(ending).ConfigureAwait(false);
            var said = JsonSerializer.SerializeToNode(result, OjsJson.Options);

            return () => AckAsync(job, said);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return () => RequeueAsync(job);
        }
        catch (JobFailedException e)
        {
            return () => NackAsync(job, new JobError(e.Code, e.Message) { Type = e.Code, Retryable = e.Retryable });
        }
        catch (Exception e)
        {
            return () => NackAsync(job, new JobError("handler_error", e.Message) { Type = e.GetType().Name });
        }
    }

    /// <summary>Not on the thread that fetches: a handler may block.</summary>
    private static async Task<object?> DoAsync(JobHandler handler, JobContext context)
    {
        await Turn.ComesAsync().ConfigureAwait(false);

        return await handler(context).ConfigureAwait(false);
    }

    /// <summary>A result that the server does not take fails the job: else it would come again, and say the same.</summary>
    private async Task AckAsync(OjsJob job, JsonNode? result)
    {
        try
        {
            await client.Workers.AckAsync(job.Id, result, options.WorkerId).ConfigureAwait(false);
        }
        catch (OjsException e) when (e.Status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge)
        {
            await NackAsync(job, new JobError("result_refused", e.Message) { Type = e.Code }).ConfigureAwait(false);
        }
    }

    private Task<NackResult> NackAsync(OjsJob job, JobError error) => client.Workers.NackAsync(job.Id, error, options.WorkerId);

    private Task<NackResult> RequeueAsync(OjsJob job) =>
        client.Workers.RequeueAsync(job.Id, "The worker ends.", options.WorkerId);

    /// <summary>Says it a few times where there is no answer. A conflict means that the job is another's by now.</summary>
    private async Task TellAsync(Func<Task> tell)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await tell().ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (e is HttpRequestException or OjsException or OperationCanceledException)
            {
                options.OnTrouble?.Invoke(e);
                if (attempt == Tellings || e is OjsException { Retryable: false })
                {
                    return;
                }
            }

            await Task.Delay(options.RetryDelay, clock).ConfigureAwait(false);
        }
    }
}
