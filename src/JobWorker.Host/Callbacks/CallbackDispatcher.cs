using System.Collections.Immutable;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Host.Callbacks.Delivery;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Shutdown;
using JobWorker.Host.Jobs;
using JobWorker.Host.Leadership;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Callbacks;

/// <summary>Sends callbacks through the webhook binding and tells their jobs how that went.</summary>
/// <remarks>
/// A job offers what is due, in order; a later callback goes only once the one before was taken, and what became of all that
/// went along is told in one turn. Each receiver has a lane of its own, so that one which is slow or dead delays nobody else's
/// callbacks.
/// </remarks>
internal sealed class CallbackDispatcher(
    IWebhook webhook,
    IJobs jobs,
    IWakeUps wakeUps,
    LeaderRole role,
    PolicyInForce policy,
    Lanes lanes,
    IOptions<CallbackOptions> options,
    TimeProvider clock,
    ILogger<CallbackDispatcher> logger) : ICallbackSender, IDrain, IDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly IReadOnlyList<TimeSpan>? _schedule = options.Value.Schedule is [_, ..] waits ? [.. waits] : null;
    private readonly KnownAttempts _known = new();
    private readonly SemaphoreSlim _slots = new(options.Value.Concurrency);
    private readonly CancellationTokenSource _end = new();
    private volatile bool _draining;
    private bool _disposed;

    public void Send(string jobId, string url, IReadOnlyList<Callback> callbacks, JobRequest? request)
    {
        var outgoing = new Outgoing(jobId, url, callbacks, request);
        if (!_draining && _known.Take(outgoing))
        {
            lanes.Of(url).Add(new Waiting(outgoing, this, clock.GetUtcNow()));
        }
    }

    /// <summary>
    /// Lets attempts under way end and be recorded. What has not been sent is offered again by its job, elsewhere.
    /// </summary>
    public Task DrainAsync(CancellationToken cancel)
    {
        _draining = true;

        return _slots.EmptyAsync(options.Value.Concurrency, cancel);
    }

    /// <summary>The container disposes of it under each of its names.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _end.Cancel();
        _end.Dispose();
    }

    private async Task<WebhookAnswer?> DeliverAsync(Outgoing outgoing)
    {
        var slot = await _slots.TakeAsync();

        return Begin(outgoing, slot) is { } trip ? await EndAsync(trip, Post([trip])[0]) : null;
    }

    /// <summary>Those go together for which there is a place now; the others must not keep them.</summary>
    private Task<WebhookAnswer?>[] DeliverAll(IReadOnlyList<Errand> errands)
    {
        var ends = new Task<WebhookAnswer?>[errands.Count];
        List<(int Place, Trip Trip)> trips = [];
        foreach (var (place, errand) in errands.Index())
        {
            var outgoing = ((Waiting)errand).Outgoing;
            if (_slots.TryTake() is not { } slot)
            {
                ends[place] = DeliverAsync(outgoing);
            }
            else if (Begin(outgoing, slot) is { } trip)
            {
                trips.Add((place, trip));
            }
            else
            {
                ends[place] = Task.FromResult<WebhookAnswer?>(null);
            }
        }

        var posts = Post([.. trips.Select(t => t.Trip)]);
        foreach (var (number, (place, trip)) in trips.Index())
        {
            ends[place] = EndAsync(trip, posts[number]);
        }

        return ends;
    }

    /// <summary>None where it is not to be sent after all; the place is given back then.</summary>
    private Trip? Begin(Outgoing outgoing, IDisposable slot)
    {
        if (!_draining && role.Works && _known.IsWanted(outgoing, outgoing.First))
        {
            return new Trip(outgoing, _known.Begin(outgoing), slot, clock.GetTimestamp());
        }

        _known.Forget(outgoing, [outgoing.First]);
        slot.Dispose();

        return null;
    }

    /// <summary>Policy may have changed since a message was taken in: what it refuses goes nowhere.</summary>
    private Task<LetterAnswer>[] Post(IReadOnlyList<Trip> trips)
    {
        try
        {
            var refused = trips.Select(trip => Refusal(trip.Outgoing)).ToList();
            var posts = new Queue<Task<LetterAnswer>>(
                webhook.Post([.. trips.Where((_, i) => refused[i] is null).Select(trip => trip.Letter)], _end.Token));

            return [.. refused.Select(refusal =>
                refusal is null ? posts.Dequeue() : Task.FromResult(new LetterAnswer([refusal])))];
        }
        catch (Exception e)
        {
            // Each gives its place back all the same.
            return [.. trips.Select(_ => Task.FromException<LetterAnswer>(e))];
        }
    }

    private WebhookAnswer? Refusal(Outgoing outgoing) =>
        outgoing.Request is { } request
        && policy.Policy.CheckCallback(request.Job.Namespace, request.Service, outgoing.Url) is [var refusal, ..]
            ? new WebhookAnswer(null, refusal.Rule, null, Refused: true)
            : null;

    /// <summary>Tells the job what became of its callbacks, and waits for one of which nothing is known yet.</summary>
    private async Task<WebhookAnswer?> EndAsync(Trip trip, Task<LetterAnswer> post)
    {
        using var slot = trip.Slot;
        try
        {
            WebhookAnswer? last = null;
            for (var rest = trip.Letter.Callbacks; ;)
            {
                var (answers, isUnderWay) = await post;
                List<(Callback Callback, WebhookAnswer Answer)> made = [.. rest.Zip(answers.Select(a => Seen(a, trip)))];

                // The job offers those again once it is told, which must not find them known.
                _known.Forget(trip.Outgoing, rest.Skip(made.Count + (isUnderWay ? 1 : 0)));
                await TellAsync(trip.Outgoing, made);
                last = made is [.., var end] ? end.Answer : last;
                if (!isUnderWay)
                {
                    return last;
                }

                rest = [rest[made.Count]];
                post = webhook.Post([trip.Letter with { Callbacks = rest }], _end.Token)[0];
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
            // Only now: until the job has been told it offers these attempts again at every turn.
            _known.Forget(trip.Outgoing, trip.Letter.Callbacks);
        }
    }

    private WebhookAnswer Seen(WebhookAnswer answer, Trip trip)
    {
        var seen = answer with { Took = answer.Took ?? clock.GetElapsedTime(trip.Started) };
        if (!seen.Refused)
        {
            HostMetrics.CallbackSeconds.Observe(seen.Took!.Value.TotalSeconds);
        }

        HostMetrics.CallbackAttempts.WithLabels(seen.Outcome).Inc();

        return seen;
    }

    /// <summary>The receiver answers nobody, and this callback has waited long enough: that counts as an attempt.</summary>
    private async Task GiveUpAsync(Outgoing outgoing, WebhookAnswer answer)
    {
        using var slot = await _slots.TakeAsync();
        if (!_draining && role.Works && _known.IsWanted(outgoing, outgoing.First))
        {
            HostMetrics.CallbackAttempts.WithLabels("NotSent").Inc();
            await TellAsync(outgoing, [(outgoing.First, new WebhookAnswer(
                null, $"Not sent, for the receiver answers nothing: {answer.Why}", null, Took: TimeSpan.Zero))]);
        }

        _known.Forget(outgoing, [outgoing.First]);
    }

    private async Task TellAsync(Outgoing outgoing, IEnumerable<(Callback Callback, WebhookAnswer Answer)> made)
    {
        var now = clock.GetUtcNow();
        ImmutableArray<JobCommand.RecordCallback> attempts =
        [
            .. made.TakeWhile(m => _known.IsWanted(outgoing, m.Callback)).Select(m => Command(m.Callback, m.Answer, now)),
        ];
        if (attempts.IsEmpty)
        {
            return;
        }

        try
        {
            await jobs.TellAsync(
                outgoing.JobId, attempts is [var only] ? only : new JobCommand.RecordCallbacks(attempts, now), _end.Token);
        }
        catch (JobUnreachableException e)
        {
            logger.JobUnreachable(outgoing.JobId, e.Message);
            wakeUps.At(outgoing.JobId, clock.GetUtcNow() + AfterFailure);
        }
    }

    private JobCommand.RecordCallback Command(Callback callback, WebhookAnswer answer, DateTimeOffset now) => new(
        callback.Sequence,
        callback.Attempts + 1,
        answer.StatusCode,
        answer.Error,
        answer.RetryAfter,
        (long)answer.Took!.Value.TotalMilliseconds,
        Random.Shared.NextDouble(),
        now,
        answer.Refused,
        _schedule);

    /// <summary>In a lane.</summary>
    private sealed record Waiting(Outgoing Outgoing, CallbackDispatcher By, DateTimeOffset Since) : Errand(
        () => By.DeliverAsync(Outgoing), answer => By.GiveUpAsync(Outgoing, answer), Since, By.DeliverAll);

    /// <summary>Under way.</summary>
    /// <param name="Outgoing">What was offered.</param>
    /// <param name="Callbacks">What goes of it.</param>
    /// <param name="Slot">Its place among all that is under way.</param>
    /// <param name="Started">When, by the clock's timestamp.</param>
    private sealed record Trip(Outgoing Outgoing, IReadOnlyList<Callback> Callbacks, IDisposable Slot, long Started)
    {
        public Letter Letter { get; } = new(Outgoing.JobId, Outgoing.Url, Callbacks);
    }
}
