using System.Collections.Immutable;
using JobWorker.Core.Messages.Reading;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues.Events;
using static JobWorker.Core.Ojs.Queues.QueueOperation;

namespace JobWorker.Core.Ojs.Queues;

/// <summary>A queue at work: (state, operation, now) → (events, answer). Reads no clock, does no I/O.</summary>
/// <param name="state">What the events so far say.</param>
/// <param name="deadLetters">Dead letters it keeps; above that the oldest go.</param>
/// <param name="deadLetterRetention">How long it keeps them; none: <see cref="DeadLetterRetention"/>.</param>
public sealed class QueueEngine(
    QueueState state, int deadLetters = QueueEngine.DeadLetters, TimeSpan? deadLetterRetention = null)
{
    /// <summary>Dead letters that are kept where nothing else is said. OJS dead letters, section 5.</summary>
    public const int DeadLetters = 10_000;

    /// <summary>How long they are kept where nothing else is said.</summary>
    public static readonly TimeSpan DeadLetterRetention = TimeSpan.FromDays(180);

    private readonly TimeSpan _retention = deadLetterRetention ?? DeadLetterRetention;
    private readonly List<QueueEvent> _events = [];

    /// <summary>Until then no dead letter is too old, UTC: those that come later are younger.</summary>
    private DateTimeOffset _nextTooOld = DateTimeOffset.MinValue;

    /// <summary>What the events so far say.</summary>
    public QueueState State => state;

    /// <summary>What happened since the last call; it must be stored before any answer is given.</summary>
    public ImmutableArray<QueueEvent> TakeEvents()
    {
        var taken = _events.ToImmutableArray();
        _events.Clear();

        return taken;
    }

    /// <summary>Does everything that is due.</summary>
    public void Advance(DateTimeOffset now, ref Chance chance)
    {
        while (state.FirstDue(now) is { } job)
        {
            Happen(QueueDecider.Due(job, now, ref chance));
        }
    }

    /// <summary>Does what is due, then what is asked. Dead letters that are too old go, and of too many the oldest.</summary>
    public QueueAnswer Handle(QueueOperation operation, DateTimeOffset now, ref Chance chance)
    {
        Advance(now, ref chance);
        ForgetLetters(now);
        var decision = QueueDecider.Decide(state, operation, now, ref chance);
        if (decision.Refused is { } refused)
        {
            return refused;
        }

        foreach (var e in decision.Events)
        {
            Happen(e);
        }

        // What begins expired, or what time has made of it since, shows in the answer.
        Advance(now, ref chance);

        return Answer(operation, decision);
    }

    private void ForgetLetters(DateTimeOffset now)
    {
        while (state.DeadLetterCount > deadLetters)
        {
            Remove(state.DeadLetters.First(), now);
        }

        if (now < _nextTooOld)
        {
            return;
        }

        while (state.DeadLetters.FirstOrDefault() is { } oldest && oldest.DiscardedAt <= now - _retention)
        {
            Remove(oldest, now);
        }

        _nextTooOld = (state.DeadLetters.FirstOrDefault()?.DiscardedAt ?? now) + _retention;
    }

    private void Remove(OjsJob job, DateTimeOffset now) => Happen(new JobForgotten(job.Place, job.Version + 1, now));

    private void Happen(QueueEvent e)
    {
        state.Apply(e);
        _events.Add(e);
    }

    private QueueAnswer Answer(QueueOperation operation, QueueDecision decision) => operation switch
    {
        Enqueue x when !decision.Existing.IsDefaultOrEmpty => new QueueAnswer.Jobs(InOrder(x, decision)),
        Enqueue or Fetch => new QueueAnswer.Jobs(Touched(decision.Events)),
        Forget => new QueueAnswer.Done(),
        OnJob x => new QueueAnswer.Jobs([state.Find(x.Id)!]),
        Heartbeat => Extended(Touched(decision.Events)),
        Stats { Tenant: { } tenant } => CountsOf(tenant),
        Stats or Pause or Resume or LimitRate or Bound => Counts(),
        Limits x => new QueueAnswer.Limits([.. state.Limits.Where(use => x.Key is null || use.Key == x.Key)]),
        List x => Listed(x),
        ReadFeed x => new QueueAnswer.Feed(state.Feed.Read(x.After, x.Limit), state.Feed.OldestId, state.Feed.LastId),
        _ => new QueueAnswer.Done(),
    };

    private ImmutableArray<OjsJob> Touched(ImmutableArray<QueueEvent> events) =>
        [.. events.OfType<OjsJobEvent>().Select(e => state.Find(e.Place)!)];

    /// <summary>New jobs and those that were there, in the order in which they were asked for.</summary>
    private ImmutableArray<OjsJob> InOrder(Enqueue operation, QueueDecision decision)
    {
        var made = new Queue<OjsJob>(Touched(decision.Events));
        var existing = decision.Existing.ToDictionary(job => job.Id, StringComparer.Ordinal);

        return [.. operation.Jobs.Select(job => job.Id is { } id && existing.TryGetValue(id, out var old) ? old : made.Dequeue())];
    }

    private static QueueAnswer.Extended Extended(ImmutableArray<OjsJob> jobs) =>
        new([.. jobs.Select(job => job.Id)], jobs.Select(Directive).FirstOrDefault(said => said is not null));

    private static string? Directive(OjsJob job) =>
        job.Spec.Meta is { } meta && meta.ToElement() is { ValueKind: System.Text.Json.JsonValueKind.Object } all &&
        all.TryGetProperty("test_directive", out var said) && said.ValueKind is System.Text.Json.JsonValueKind.String &&
        JsonText.Of(said) is "running" or "quiet" or "terminate"
            ? said.GetString()
            : null;

    private QueueAnswer.Counts Counts() => new(
        Enum.GetValues<JobState>().ToImmutableDictionary(s => s, state.Count),
        state.Head.Paused,
        state.Head.MaxPerSecond,
        state.DeadLetterCount,
        state.Head.CreatedAt,
        state.Head.MaxDepth);

    private QueueAnswer.Counts CountsOf(string tenant)
    {
        var jobs = state.Jobs.Where(job => job.Spec.Tenant == tenant).ToList();

        return Counts() with
        {
            ByState = jobs.CountBy(job => job.State).ToImmutableDictionary(n => n.Key, n => (long)n.Value),
            DeadLetters = jobs.Count(job => job.IsDeadLetter),
        };
    }

    private QueueAnswer.Jobs Listed(List ask)
    {
        var jobs = (ask.DeadLetters ? state.DeadLetters : state.Jobs)
            .Where(job => (ask.State is null || job.State == ask.State)
                && (ask.Type is null || job.Spec.Type == ask.Type)
                && (ask.Worker is null || job.Worker == ask.Worker))
            .OrderBy(job => job.Place)
            .ToList();

        return new QueueAnswer.Jobs([.. jobs.Skip(ask.Skip).Take(ask.Limit).Together(Sizes.Of)], jobs.Count);
    }
}
