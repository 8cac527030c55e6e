namespace JobWorker.Host.Journals;

/// <summary>Slots of which many are written at a time: what comes while a call is under way goes along in the next one.</summary>
/// <remarks>
/// A call that fails leaves open which of its writes took effect, so each is tried again by itself: one that was there already
/// is refused then, and whoever asked reads the key, as after any refusal. So no call has two writes of one key: the second
/// would be refused for certain, and leave the first in doubt.
/// </remarks>
internal sealed class GatheredSlots(IManySlots slots) : IStateSlots
{
    /// <summary>Writes in a call.</summary>
    public const int Most = 64;

    /// <summary>Bytes in a call, beyond which nothing goes along: far below what a sidecar takes.</summary>
    private const int MostBytes = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _writing;

    public Task<Slot?> GetAsync(string key, CancellationToken cancel) => slots.GetAsync(key, cancel);

    public Task<bool> TryPutAsync(string key, ReadOnlyMemory<byte> value, string? etag, TimeSpan? keep, CancellationToken cancel)
    {
        var waiting = new Waiting(
            new SlotWrite(key, value, etag, keep),
            new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
            if (_writing)
            {
                return waiting.Done.Task.WaitAsync(cancel);
            }

            _writing = true;
        }

        _ = WriteAsync();

        return waiting.Done.Task.WaitAsync(cancel);
    }

    /// <summary>Writes until nothing waits.</summary>
    private async Task WriteAsync()
    {
        while (Take() is { Count: > 0 } batch)
        {
            if (batch.Count > 1 && await TogetherAsync(batch))
            {
                batch.ForEach(w => w.Done.SetResult(true));
            }
            else
            {
                await Task.WhenAll(batch.Select(WriteAloneAsync));
            }
        }
    }

    /// <summary>Whatever goes wrong, the writes by themselves tell: the line must go on.</summary>
    private async Task<bool> TogetherAsync(List<Waiting> batch)
    {
        try
        {
            return await slots.TryPutAllAsync([.. batch.Select(w => w.Write)], CancellationToken.None);
        }
        catch (Exception)
        {
            return false;
        }
    }

    private async Task WriteAloneAsync(Waiting waiting)
    {
        var (key, value, etag, keep) = waiting.Write;
        var put = slots.TryPutAsync(key, value, etag, keep, CancellationToken.None);
        await ((Task)put).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        waiting.Done.SetFromTask(put);
    }

    private List<Waiting> Take()
    {
        List<Waiting> batch = [];
        HashSet<string> keys = [];
        lock (_gate)
        {
            for (var bytes = 0; batch.Count < Most && _waiting.TryPeek(out var next); batch.Add(_waiting.Dequeue()))
            {
                bytes += next.Write.Value.Length;
                if (!keys.Add(next.Write.Key) || (batch.Count > 0 && bytes > MostBytes))
                {
                    break;
                }
            }

            _writing = batch.Count > 0;
        }

        return batch;
    }

    private sealed record Waiting(SlotWrite Write, TaskCompletionSource<bool> Done);
}

/// <summary>Slots that can also be written many at a time.</summary>
internal interface IManySlots : IStateSlots
{
    /// <summary>Writes all of them, not as one: when it fails some may have taken effect.</summary>
    /// <returns>Whether all took effect; false says that nothing is known of any.</returns>
    Task<bool> TryPutAllAsync(IReadOnlyList<SlotWrite> writes, CancellationToken cancel);
}

/// <summary>One write, with the parameters of <see cref="IStateSlots.TryPutAsync"/>.</summary>
internal sealed record SlotWrite(string Key, ReadOnlyMemory<byte> Value, string? ETag, TimeSpan? Keep);
