namespace JobWorker.Host.Callbacks.Egress.Batches;

/// <summary>The callbacks of one letter, one after the other, until one is not taken or the batch ends.</summary>
internal sealed class Chain(IReadOnlyList<EgressPost> posts, EgressSender sender, LateAnswers late, TimeProvider clock)
{
    /// <summary>No callback begins later than this in a batch: the binding waits no longer than one may take.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<WebhookAnswer> _answers = [];
    private readonly long _started = clock.GetTimestamp();
    private Task<WebhookAnswer>? _underWay;
    private bool _ended;

    /// <summary>Ends with the letter, or soon after <see cref="End"/>.</summary>
    public async Task RunAsync()
    {
        foreach (var post in posts)
        {
            if (Begin(post) is not { } attempt)
            {
                return;
            }

            var answer = await attempt;
            lock (_gate)
            {
                if (_ended)
                {
                    return;
                }

                _underWay = null;
                _answers.Add(answer);
            }

            if (!answer.Delivered || clock.GetElapsedTime(_started) > LongestRun)
            {
                return;
            }
        }
    }

    /// <summary>Nothing begins from now on. How far it came; what is under way is left to whoever asks for it.</summary>
    public LetterAnswer End()
    {
        lock (_gate)
        {
            _ended = true;
            if (_underWay is { IsCompletedSuccessfully: true } over)
            {
                _underWay = null;
                _answers.Add(over.Result);
            }
            else if (_underWay is { } attempt)
            {
                late.Add(posts[_answers.Count], attempt);
            }

            return new LetterAnswer(_answers, UnderWay: _underWay is not null);
        }
    }

    /// <summary>What a batch before this one has under way is not made again.</summary>
    private Task<WebhookAnswer>? Begin(EgressPost post)
    {
        lock (_gate)
        {
            return _ended ? null : _underWay = late.Take(post) ?? TimedAsync(post);
        }
    }

    private async Task<WebhookAnswer> TimedAsync(EgressPost post)
    {
        var started = clock.GetTimestamp();
        var answer = await sender.SendAsync(post, CancellationToken.None);

        return answer with { Took = clock.GetElapsedTime(started) };
    }
}
