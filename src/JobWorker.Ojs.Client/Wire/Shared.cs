using System.Net;
using JobWorker.Ojs.Client.Errors;

namespace JobWorker.Ojs.Client.Wire;

/// <summary>Calls that share requests: one request at a time, with everything that has come meanwhile.</summary>
/// <remarks>
/// Before a request goes, those who call at the same moment and those who have just been answered have their turn: a worker's 64
/// acknowledgements go in one request, not one and then 63. A call that nobody goes along with is sent as if there were no sharing,
/// and so is every call once the server turns out to have no endpoint for many.
/// </remarks>
/// <param name="alone">Sends one call, without waiting where the server asks for it.</param>
/// <param name="together">Sends calls; an answer for each, in their order.</param>
internal sealed class Shared<TCall, TAnswer>(
    Func<TCall, Task<TAnswer>> alone, Func<IReadOnlyList<TCall>, Task<IReadOnlyList<Answer<TAnswer>>>> together)
{
    /// <summary>Calls in a request.</summary>
    private const int Most = 256;

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _busy;
    private volatile bool _missing;

    /// <summary>The call's own answer, or what kept the request from being answered.</summary>
    public Task<TAnswer> AskAsync(TCall call)
    {
        if (_missing)
        {
            return alone(call);
        }

        var waiting = new Waiting(call, ExecutionContext.Capture(), new TaskCompletionSource<TAnswer>());
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
            if (_busy)
            {
                return waiting.Answer.Task;
            }

            _busy = true;
        }

        Turn.Take(static shared => _ = shared.RunAsync(), this);

        return waiting.Answer.Task;
    }

    /// <summary>Runs outside of what any caller is part of, for what many share is part of nobody's trace.</summary>
    private async Task RunAsync()
    {
        while (Take() is [_, ..] batch)
        {
            foreach (var told in batch.Zip(await AnswersAsync(batch).ConfigureAwait(false)))
            {
                Turn.Take(static told => told.First.Hear(told.Second), told);
            }

            await Turn.ComesAsync().ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<Answer<TAnswer>>> AnswersAsync(List<Waiting> batch)
    {
        if (batch is [var one])
        {
            return [await AloneAsync(one).ConfigureAwait(false)];
        }

        try
        {
            return await together([.. batch.Select(waiting => waiting.Call)]).ConfigureAwait(false);
        }
        catch (OjsException e) when (e.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
        {
            _missing = true;

            return await Task.WhenAll(batch.Select(AloneAsync)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return [.. batch.Select(_ => new Answer<TAnswer>(default, e))];
        }
    }

    private async Task<Answer<TAnswer>> AloneAsync(Waiting waiting)
    {
        try
        {
            return new Answer<TAnswer>(await waiting.AsCaller(alone).ConfigureAwait(false), null);
        }
        catch (Exception e)
        {
            return new Answer<TAnswer>(default, e);
        }
    }

    /// <summary>Nothing: no request is under way any more.</summary>
    private List<Waiting> Take()
    {
        lock (_gate)
        {
            var batch = new List<Waiting>(Math.Min(Most, _waiting.Count));
            while (batch.Count < Most && _waiting.TryDequeue(out var waiting))
            {
                batch.Add(waiting);
            }

            _busy = batch.Count > 0;

            return batch;
        }
    }

    private readonly record struct Waiting(TCall Call, ExecutionContext? Context, TaskCompletionSource<TAnswer> Answer)
    {
        /// <summary>Sends the call as part of what its caller is part of.</summary>
        public Task<TAnswer> AsCaller(Func<TCall, Task<TAnswer>> send)
        {
            if (Context is null)
            {
                return send(Call);
            }

            var (call, sent) = (Call, Task.FromResult<TAnswer>(default!));
            ExecutionContext.Run(Context, _ => sent = send(call), null);

            return sent;
        }

        public void Hear(Answer<TAnswer> answer)
        {
            if (answer.Refused is { } refused)
            {
                Answer.SetException(refused);
            }
            else
            {
                Answer.SetResult(answer.Value!);
            }
        }
    }
}

/// <summary>What one of many calls is answered with.</summary>
/// <param name="Value">The answer.</param>
/// <param name="Refused">Why there is none.</param>
internal readonly record struct Answer<T>(T? Value, Exception? Refused);
