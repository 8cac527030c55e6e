using System.Collections.Immutable;
using JobWorker.Core;
using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Jobs;

/// <summary>Keeps one job: loads it, decides, arms, records, then does what has become due. Always in that order.</summary>
/// <remarks>
/// Whoever calls sees to it that one turn runs at a time. Should two turns of one job run all the same, here or in another
/// process, the journal lets only one of them write, what needs no write is decided on what the journal says now, and every
/// effect has a name that makes doing it twice harmless.
/// </remarks>
internal sealed class JobKeeper(string id, IJobReminder reminder, JobKeepers world)
{
    private const int Tries = 3;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(10);

    private JobTurn? _last;
    private int _term;

    public Task<JobReply> TellAsync(JobCommand command, CancellationToken cancel) => TellAsync(command, reminded: false, cancel);

    /// <summary>One turn. A reminder that asks for it is armed, whatever the journal lets one think.</summary>
    /// <exception cref="JournalUnavailableException">Nothing is known of the write; say the command again.</exception>
    /// <exception cref="JournalConflictException">Another keeper keeps winning; say the command again.</exception>
    public async Task<JobReply> TellAsync(JobCommand command, bool reminded, CancellationToken cancel)
    {
        if (_term != world.Term)
        {
            (_last, _term) = (null, world.Term);
        }

        for (var attempt = 1; ; attempt++)
        {
            JobTurn? turn = null;
            try
            {
                turn = _last is { } last ? last.Again() : await BeginAsync(command, attempt, cancel);
                turn.IsArmed |= reminded;
                var reply = await RecordAsync(turn, command, cancel);
                await DoDutiesAsync(turn, cancel);
                _last = turn;

                return reply with { State = turn.Stream.State.State, Version = turn.Stream.Version };
            }
            catch (JournalConflictException) when (attempt < Tries)
            {
                _last = null;
            }
            catch (ReminderNeededException)
            {
                // Nothing failed: what the turn knows, and that a reminder may be set, is for the one that follows.
                _last = turn;
                throw;
            }
            catch
            {
                _last = null;
                throw;
            }
        }
    }

    private async Task<JobReply> RecordAsync(JobTurn turn, JobCommand command, CancellationToken cancel)
    {
        var decision = JobDecider.Decide(turn.Stream.State, command);
        if (decision is not Decision<JobEvent>.Accepted { Events: [_, ..] } && !turn.IsFresh)
        {
            // No write will tell whether the memory is out of date, and "already so" may be what another keeper must hear.
            turn.Become(await LoadAsync(cancel));
            decision = JobDecider.Decide(turn.Stream.State, command);
        }

        var job = turn.Stream.State;
        switch (decision)
        {
            case Decision<JobEvent>.Refused refused:
                return new JobReply(job.State, job.Version, refused.Code, refused.Message);

            case Decision<JobEvent>.Accepted { Events: [_, ..] events }:
                var next = events.Aggregate(job, Job.Evolve);
                await ArmAsync(turn, next, command.At);
                await AppendAsync(turn, events, world.Keep(next), cancel);
                turn.IsFresh = true;
                world.Changed(id, command, job, turn.Stream.State);
                break;
        }

        if (!turn.IsListed && command is JobCommand.Submit or JobCommand.Reject)
        {
            await ListAsync(turn, cancel);
        }

        return new JobReply(turn.Stream.State.State, turn.Stream.Version);
    }

    /// <summary>
    /// The first append and the catalog's first entry are written at the same time: the message is acknowledged after both.
    /// </summary>
    private async Task AppendAsync(
        JobTurn turn, ImmutableArray<JobEvent> events, TimeSpan? keep, CancellationToken cancel)
    {
        var entry = CatalogEntry.After(id, turn.Stream.State, events);
        var append = world.Journal.AppendAsync(turn.Stream, events, keep, cancel);
        if (turn.Stream.Version == 0 && entry is not null)
        {
            await Task.WhenAll(append, world.Catalog.AddAsync(entry with { Version = 0 }, cancel));
            turn.IsListed = true;
        }

        turn.Stream = await append;
        if (entry is not null)
        {
            world.Catalog.Note(entry);
        }
    }

    /// <summary>A message that came again may do so because its job's first entry was not written.</summary>
    private async Task ListAsync(JobTurn turn, CancellationToken cancel)
    {
        var history = await world.Journal.HistoryAsync(id, cancel).ToListAsync(cancel);
        if (CatalogEntry.Of(id, history) is { } entry)
        {
            await world.Catalog.AddAsync(entry, cancel);
        }

        turn.IsListed = true;
    }

    /// <summary>
    /// A message is nearly always new, so its first event is written without a look; the store refuses it where it is not.
    /// </summary>
    private Task<JobTurn> BeginAsync(JobCommand command, int attempt, CancellationToken cancel) =>
        command is JobCommand.Submit && attempt == 1
            ? Task.FromResult(new JobTurn { Stream = world.Journal.New(id), Told = world.Feed.ToldOfNew, IsFresh = true })
            : LoadAsync(cancel);

    private async Task<JobTurn> LoadAsync(CancellationToken cancel)
    {
        var stream = await world.Journal.LoadAsync(id, cancel);

        return new JobTurn
        {
            Stream = stream,
            Told = await world.Feed.ToldAsync(stream, cancel),
            IsArmed = world.DutiesOf(stream.State, DateTimeOffset.MaxValue, told: long.MaxValue).Supervised,
            IsFresh = true,
        };
    }

    /// <summary>Before the append: a crash between the two costs a stale reminder, never a lost job.</summary>
    private async Task ArmAsync(JobTurn turn, Job next, DateTimeOffset now)
    {
        if (!turn.IsArmed && world.DutiesOf(next, now, turn.Told).Supervised)
        {
            await reminder.ArmAsync();
            turn.IsArmed = true;
        }
    }

    private async Task DoDutiesAsync(JobTurn turn, CancellationToken cancel)
    {
        var duties = Duties(turn);
        while (duties.Create)
        {
            await RecordAsync(turn, await CreateAsync(turn.Stream.State, cancel), cancel);
            duties = Duties(turn);
        }

        duties = await LookAsync(turn, duties, cancel);
        duties = await RemoveAsync(turn, duties, cancel);
        world.Offer(id, turn.Stream.State, duties.Send);
        if (duties.WakeAt is { } at)
        {
            world.WakeUps.At(id, at);
        }

        // A broker that is away makes the reminder hold what no append has armed it for; it must, before the Job is let go.
        await ArmAsync(turn, turn.Stream.State, world.Clock.GetUtcNow());
        await ReleaseAsync(turn, duties, cancel);
        if (turn.IsArmed && !duties.Supervised)
        {
            await reminder.DisarmAsync();
            turn.IsArmed = false;
        }

        world.Feed.Note(turn.Stream, turn.Told);
    }

    private JobDuties Duties(JobTurn turn) =>
        world.DutiesOf(turn.Stream.State, world.Clock.GetUtcNow(), turn.Told);

    /// <summary>
    /// A watch that lags must not turn a running job into a failure, so the cluster itself is asked, now and then.
    /// </summary>
    private async Task<JobDuties> LookAsync(JobTurn turn, JobDuties duties, CancellationToken cancel)
    {
        if (!duties.Look || world.Clock.GetUtcNow() < turn.NextLook)
        {
            return duties;
        }

        if (await world.Cluster.LookAsync(turn.Stream.State.Ref!, cancel) is { } seen)
        {
            await RecordAsync(turn, seen, cancel);
        }

        // Only now: a turn that breaks off because it needs a reminder has the next one look again.
        turn.NextLook = world.Clock.GetUtcNow() + BetweenLooks;

        return Duties(turn);
    }

    private async Task<JobDuties> RemoveAsync(JobTurn turn, JobDuties duties, CancellationToken cancel)
    {
        if (!duties.Remove)
        {
            return duties;
        }

        var job = turn.Stream.State;
        var outcome = await world.Cluster.RemoveAsync(job.Request!, NameOf(job), job.Attempt, job.Ref, cancel);
        if (outcome.Done)
        {
            turn.Refusals = 0;
            await RecordAsync(turn, new JobCommand.RecordRemoved(world.Clock.GetUtcNow()), cancel);
        }
        else
        {
            if (outcome is { Reason: { } reason, Error: { } error })
            {
                await RecordAsync(turn, new JobCommand.RecordRemoveRefused(reason, error, world.Clock.GetUtcNow()), cancel);
            }

            TryAgainLater(turn);
        }

        return Duties(turn);
    }

    /// <summary>
    /// Nothing waits any more for the Jobs of earlier attempts, nor, once its outcome is safe, for the last one.
    /// </summary>
    private async Task ReleaseAsync(JobTurn turn, JobDuties duties, CancellationToken cancel)
    {
        var job = turn.Stream.State;
        foreach (var done in duties.Release ? job.Former.Add(job.Ref!) : job.Former)
        {
            if (turn.Released.Contains(done.Uid))
            {
                continue;
            }

            if (await world.Cluster.ReleaseAsync(done, cancel))
            {
                turn.Refusals = 0;
                turn.Released = turn.Released.Add(done.Uid);
            }
            else
            {
                TryAgainLater(turn);
            }
        }
    }

    /// <summary>
    /// After 5, 10, 20 … 320 s. Should this process die, the next list of the watch, or the reminder, wakes the job.
    /// </summary>
    private void TryAgainLater(JobTurn turn) =>
        world.WakeUps.At(id, world.Clock.GetUtcNow() + (FirstRetry * Math.Pow(2, Math.Min(turn.Refusals++, 6))));

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
                x.Kind, name, x.Error, x.RetryAfter, Random.Shared.NextDouble(), now, world.CreateTimeout),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
