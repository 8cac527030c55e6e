namespace JobWorker.Host.Callbacks.Egress.Batches;

/// <summary>Sends many letters side by side, and answers for all of them soon after it can for one.</summary>
/// <remarks>
/// A receiver that is slow with one of them must not keep the others' answers. So a batch ends when all letters are through, or
/// when the first has been through for as long again as it took; what is on its way then goes to <see cref="LateAnswers"/>,
/// where whoever asks for it finds it. Who goes away does not end what is under way.
/// </remarks>
internal sealed class BatchSender(EgressSender sender, LateAnswers late, TimeProvider clock)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    /// <summary>Never throws for what the other side does: that is an answer.</summary>
    public async Task<IReadOnlyList<LetterAnswer>> SendAsync(
        IReadOnlyList<IReadOnlyList<EgressPost>> letters, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        List<Chain> chains = [.. letters.Select(posts => new Chain(posts, sender, late, clock))];
        List<Task> runs = [.. chains.Select(chain => chain.RunAsync())];
        try
        {
            var all = Task.WhenAll(runs);
            if (!all.IsCompleted)
            {
                await Task.WhenAny(runs).WaitAsync(cancel);
                var wait = clock.GetElapsedTime(started);
                wait = wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait;
                await Task.WhenAny(all, Task.Delay(wait, clock, cancel));
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody listens any more: nothing begins for them.
        }

        return [.. chains.Select(chain => chain.End())];
    }
}
