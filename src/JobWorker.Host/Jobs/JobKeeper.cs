using JobWorker.Core;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Jobs;

/// <summary>Keeps one job: loads it, decides, arms, records, then does what has become due. Always in that order.</summary>
/// <remarks>
/// Whoever calls sees to it that one turn runs at a time. Should two keepers of one job run all the same, the journal lets
/// only one of them write, and every effect has a name that makes doing it twice harmless.
/// </remarks>
internal sealed class JobKeeper(string id, IJobReminder reminder, JobKeepers world)
{
    private const int Tries = 3;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    private JournalStream<Job>? _stream;
    private bool _armed;
    private readonly HashSet<string> _released = [];
    private DateTimeOffset _nextLook;
    private int _refusals;
    private int _term;

    /// <summary>One turn.</summary>
    /// <exception cref="JournalUnavailableException">Nothing is known of the write; say the command again.</exception>
    /// <exception cref="JournalConflictException">Another keeper keeps winning; say the command again.</exception>
    public async Task<JobReply> TellAsync(JobCommand command, CancellationToken cancel)
    {
        if (_term != world.Term)
        {
            (_stream, _term) = (null, world.Term);
            _released.Clear();
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var reply = await RecordAsync(command, cancel);
                await DoDutiesAsync(cancel);

                return reply with { State = _stream!.State.State, Version = _stream.Version };
            }
            catch (JournalConflictException) when (attempt < Tries)
            {
                _stream = null;
            }
            catch
            {
                _stream = null;
                throw;
            }
        }
    }

    private async Task<JobReply> RecordAsync(JobCommand command, CancellationToken cancel)
    {
        var stream = _stream ??= await LoadAsync(cancel);
        var job = stream.State;
        switch (JobDecider.Decide(job, command))
        {
            case Decision<JobEvent>.Refused refused:
                return new JobReply(job.State, job.Version, refused.Code, refused.Message);

            case Decision<JobEvent>.Accepted { Events: [_, ..] events }:
                var next = events.Aggregate(job, Job.Evolve);
                await ArmAsync(next, command.At);
                _stream = await world.Journal.AppendAsync(stream, events, Keep(next), cancel);
                world.Changed(id, command, job, _stream.State);
                break;
        }

        return new JobReply(_stream.State.State, _stream.Version);
    }

    private async Task<JournalStream<Job>> LoadAsync(CancellationToken cancel)
    {
        var stream = await world.Journal.LoadAsync(id, cancel);
        _armed = world.DutiesOf(stream.State, DateTimeOffset.MaxValue).Supervised;

        return stream;
    }

    /// <summary>Before the append: a crash between the two costs a stale reminder, never a lost job.</summary>
    private async Task ArmAsync(Job next, DateTimeOffset now)
    {
        if (!_armed && world.DutiesOf(next, now).Supervised)
        {
            await reminder.ArmAsync();
            _armed = true;
        }
    }

    /// <summary>
    /// A re-driven job's journal had an end already, and not every store forgets it: it is moved out of the way.
    /// </summary>
    private TimeSpan? Keep(Job next) => next switch
    {
        { IsFinal: true, NextCallback: null, Removing: false } => world.KeepFinished,
        { Attempt: > 1, Request: { } request } => world.KeepFinished + TimeSpan.FromSeconds(request.Job.ActiveDeadlineSeconds),
        _ => null,
    };

    private async Task DoDutiesAsync(CancellationToken cancel)
    {
        var duties = Duties();
        while (duties.Create)
        {
            await RecordAsync(await CreateAsync(_stream!.State, cancel), cancel);
            duties = Duties();
        }

        duties = await LookAsync(duties, cancel);
        duties = await RemoveAsync(duties, cancel);
        if (duties.Send is { } callback)
        {
            world.Callbacks.Send(id, _stream!.State.WebhookUrl!, callback);
        }

        if (duties.WakeAt is { } at)
        {
            world.WakeUps.At(id, at);
        }

        await ReleaseAsync(duties, cancel);
        if (_armed && !duties.Supervised)
        {
            await reminder.DisarmAsync();
            _armed = false;
        }
    }

    private JobDuties Duties() => world.DutiesOf(_stream!.State, world.Clock.GetUtcNow());

    /// <summary>
    /// A watch that lags must not turn a running job into a failure, so the cluster itself is asked, now and then.
    /// </summary>
    private async Task<JobDuties> LookAsync(JobDuties duties, CancellationToken cancel)
    {
        if (!duties.Look || world.Clock.GetUtcNow() < _nextLook)
        {
            return duties;
        }

        _nextLook = world.Clock.GetUtcNow() + BetweenLooks;
        if (await world.Cluster.LookAsync(_stream!.State.Ref!, cancel) is { } seen)
        {
            await RecordAsync(seen, cancel);
        }

        return Duties();
    }

    private async Task<JobDuties> RemoveAsync(JobDuties duties, CancellationToken cancel)
    {
        if (!duties.Remove)
        {
            return duties;
        }

        var job = _stream!.State;
        if (await world.Cluster.RemoveAsync(job.Request!, NameOf(job), job.Attempt, job.Ref, cancel))
        {
            _refusals = 0;
            await RecordAsync(new JobCommand.RecordRemoved(world.Clock.GetUtcNow()), cancel);
        }
        else
        {
            TryAgainLater();
        }

        return Duties();
    }

    /// <summary>
    /// Nothing waits any more for the Jobs of earlier attempts, nor, once its outcome is safe, for the last one.
    /// </summary>
    private async Task ReleaseAsync(JobDuties duties, CancellationToken cancel)
    {
        var job = _stream!.State;
        foreach (var done in duties.Release ? job.Former.Add(job.Ref!) : job.Former)
        {
            if (_released.Contains(done.Uid))
            {
                continue;
            }

            if (await world.Cluster.ReleaseAsync(done, cancel))
            {
                _refusals = 0;
                _released.Add(done.Uid);
            }
            else
            {
                TryAgainLater();
            }
        }
    }

    /// <summary>
    /// After 5, 10, 20 … 320 s. Should this process die, the next list of the watch, or the reminder, wakes the job.
    /// </summary>
    private void TryAgainLater() =>
        world.WakeUps.At(id, world.Clock.GetUtcNow() + (FirstRetry * Math.Pow(2, Math.Min(_refusals++, 6))));

    private static string NameOf(Job job) =>
        JobName.Of(job.Request!.Job.PrefixName, job.Request.Id, job.NamesTaken, job.Attempt);

    private async Task<JobCommand> CreateAsync(Job job, CancellationToken cancel)
    {
        var name = NameOf(job);
        var outcome = await world.Cluster.CreateAsync(job.Request!, name, job.Attempt, cancel);
        var now = world.Clock.GetUtcNow();

        return outcome switch
        {
            CreateOutcome.Created x => new JobCommand.RecordCreated(x.Ref, now),
            CreateOutcome.Failed x => new JobCommand.RecordCreateFailed(
                x.Kind, name, x.Error, x.RetryAfter, Random.Shared.NextDouble(), now),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}

/// <summary>The periodic wake-up of one job, kept by the sidecar's scheduler.</summary>
internal interface IJobReminder
{
    /// <summary>Wakes the job every so often from now on.</summary>
    Task ArmAsync();

    /// <summary>Lets it sleep.</summary>
    Task DisarmAsync();
}
