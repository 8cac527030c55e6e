namespace JobWorker.Ojs.Client.Wire;

/// <summary>Calls that share requests: one request at a time, with everything that has come meanwhile.</summary>
/// <remarks>
/// Before a request goes, those who call at the same moment and those who have just been answered have their turn: a worker's 64
/// acknowledgements go in one request, not one and then 63.
/// </remarks>
/// <param name="send">Sends calls; an answer for each, in their order.</param>
internal sealed class Shared<TCall, TAnswer>(Func<IReadOnlyList<TCall>, Task<IReadOnlyList<Answer<TAnswer>>>> send)
{
    /// <summary>Calls in a request.</summary>
    private const int Most = 256;

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _busy;

    /// <summary>The call's own answer, or what kept the request from being answered.</summary>
    public Task<TAnswer> AskAsync(TCall call)
    {
        var waiting = new Waiting(call, new TaskCompletionSource<TAnswer>());
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
            if (_busy)
            {
                return waiting.Answer.Task;
            }

            _busy = true;
        }

        _ = RunAsync();

        return waiting.Answer.Task;
    }

    private async Task RunAsync()
    {
        await Turn.ComesAsync().ConfigureAwait(false);
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
        try
        {
            return await send([.. batch.Select(waiting => waiting.Call)]).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return [.. batch.Select(_ => new Answer<TAnswer>(default, e))];
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

    private readonly record struct Waiting(TCall Call, TaskCompletionSource<TAnswer> Answer)
    {
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
