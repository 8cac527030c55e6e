using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Queues.Events;
using JobWorker.Core.Ojs.Retries;

namespace JobWorker.Core.Tests.Ojs.Queues;

/// <summary>A queue at noon, and how to ask it things.</summary>
public abstract class QueueSpec
{
    protected static readonly DateTimeOffset Noon = new(2026, 2, 12, 12, 0, 0, TimeSpan.Zero);

    private readonly List<QueueEvent> _log = [];
    private Chance _chance = new(42);

    protected QueueEngine Engine { get; set; } = new(new QueueState(number: 7));

    protected QueueState State => Engine.State;

    protected DateTimeOffset Now { get; private set; } = Noon;

    /// <summary>Everything that happened.</summary>
    protected IReadOnlyList<QueueEvent> Log => _log;

    protected static JobSpec Spec(string type = "test.job") => new() { Type = type, Args = RawJson.Parse("[1]") };

    protected static JobSpec Tries(int most, OnExhaustion then = OnExhaustion.Discard) => Spec() with
    {
        Retry = new RetryPolicy { MaxAttempts = most, Jitter = false, OnExhaustion = then },
    };

    protected void Later(TimeSpan time) => Now += time;

    protected void Later(double seconds) => Later(TimeSpan.FromSeconds(seconds));

    protected QueueAnswer Ask(QueueOperation operation)
    {
        var answer = Engine.Handle(operation, Now, ref _chance);
        _log.AddRange(Engine.TakeEvents());

        return answer;
    }

    protected OjsJob Enqueue(JobSpec? spec = null, string? id = null) =>
        Assert.Single(Jobs(Ask(new QueueOperation.Enqueue([new NewJob(spec ?? Spec(), id)]))));

    protected IReadOnlyList<OjsJob> Fetch(int count = 1, string? worker = null, TimeSpan? lease = null) =>
        Jobs(Ask(new QueueOperation.Fetch(count, worker, lease)));

    protected OjsJob Ack(OjsJob job, string? worker = null) =>
        Assert.Single(Jobs(Ask(new QueueOperation.Ack(job.Id, worker, RawJson.Parse("\"done\"")))));

    protected OjsJob Fail(OjsJob job, bool? retryable = null, string type = "Boom") => Assert.Single(Jobs(Ask(
        new QueueOperation.Nack(job.Id, null, new Failure("handler_error", type, "it broke", retryable), Requeue: false))));

    protected OjsJob Get(OjsJob job) => Assert.Single(Jobs(Ask(new QueueOperation.Get(job.Id))));

    protected void IsRefused(Refusal why, QueueOperation operation)
    {
        var before = _log.Count;
        Assert.Equal(why, Assert.IsType<QueueAnswer.Refused>(Ask(operation)).Why);
        Assert.Equal(before, _log.Count);
    }

    /// <summary>The queue that another process makes of the log.</summary>
    protected QueueState Replayed()
    {
        var state = new QueueState(State.Number);
        foreach (var e in OjsJson.Read<List<QueueEvent>>(OjsJson.Write(_log)))
        {
            state.Apply(e);
        }

        return state;
    }

    protected static IReadOnlyList<OjsJob> Jobs(QueueAnswer answer) => Assert.IsType<QueueAnswer.Jobs>(answer).Found;
}
