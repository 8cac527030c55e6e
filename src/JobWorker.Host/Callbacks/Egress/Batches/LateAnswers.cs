using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks.Egress.Batches;

/// <summary>
/// Attempts under way that a batch did not wait for. Whoever asks for one of them gets its answer; it is not made a second time.
/// </summary>
internal sealed class LateAnswers(IOptions<EgressOptions> options, TimeProvider clock)
{
    /// <summary>Nobody asks later than this after the receiver must have answered.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<(string WebhookId, string Attempt, string Url), Late> _late = new();
    private long _swept = clock.GetTimestamp();

    /// <summary>How many nobody has asked for yet.</summary>
    public int Count => _late.Count;

    /// <summary>Keeps it for whoever asks.</summary>
    public void Add(EgressPost post, Task<WebhookAnswer> attempt)
    {
        var longest = options.Value.Timeout + Margin;
        if (clock.GetElapsedTime(Volatile.Read(ref _swept)) > Margin)
        {
            Volatile.Write(ref _swept, clock.GetTimestamp());
            foreach (var (key, late) in _late.Where(l => clock.GetElapsedTime(l.Value.Since) > longest))
            {
                _late.TryRemove(KeyValuePair.Create(key, late));
            }
        }

        _late[Key(post)] = new Late(attempt, clock.GetTimestamp());
    }

    /// <summary>The attempt that was under way when a batch ended; none where there is none. It is handed out once.</summary>
    public Task<WebhookAnswer>? Take(EgressPost post) => _late.TryRemove(Key(post), out var late) ? late.Attempt : null;

    private static (string WebhookId, string Attempt, string Url) Key(EgressPost post) =>
        (post.WebhookId, post.Attempt, post.Url.AbsoluteUri);

    private sealed record Late(Task<WebhookAnswer> Attempt, long Since);
}
