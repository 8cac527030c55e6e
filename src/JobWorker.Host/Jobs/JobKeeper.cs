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

    private JournalStream<Job>? _stream;
    private bool _armed;
    private bool _released;
    private int _term;

    /// <summary>One turn.</summary>
    /// <exception cref="JournalUnavailableException">Nothing is known of the write; say the command again.</exception>
    /// <exception cref="JournalConflictException">Another keeper keeps winning; say the command again.</exception>
    public async Task<JobReply> TellAsync(JobCommand command, CancellationToken cancel)
    {
        if (_term != world.Term)
        {
            (_stream, _released, _term) = (null, false, world.Term);
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
        _armed = JobDuties.Of(stream.State, DateTimeOffset.MaxValue).Supervised;

        return stream;
    }

    /// <summary>Before the append: a crash between the two costs a stale reminder, never a lost job.</summary>
    private async Task ArmAsync(Job next, DateTimeOffset now)
    {
        if (!_armed && JobDuties.Of(next, now).Supervised)
        {
            await reminder.ArmAsync();
            _armed = true;
        }
    }

    private TimeSpan? Keep(Job next) => next is { IsFinal: true, NextCallback: null } ? world.KeepFinished : null;

    private async Task DoDutiesAsync(CancellationToken cancel)
    {
        var duties = JobDuties.Of(_stream!.State, world.Clock.GetUtcNow());
        while (duties.Create)
        {
            await RecordAsync(await CreateAsync(_stream.State, cancel), cancel);
            duties = JobDuties.Of(_stream.State, world.Clock.GetUtcNow());
        }

        if (duties.Send is { } callback)
        {
            world.Callbacks.Send(id, _stream.State.WebhookUrl!, callback);
        }

        if (duties.WakeAt is { } at)
        {
            world.WakeUps.At(id, at);
        }

        if (duties.Release && !_released)
        {
            _released = await world.Cluster.ReleaseAsync(_stream.State.Ref!, cancel);
        }

        if (_armed && !duties.Supervised)
        {
            await reminder.DisarmAsync();
            _armed = false;
        }
    }

    private async Task<JobCommand> CreateAsync(Job job, CancellationToken cancel)
    {
        var request = job.Request!;
        var name = JobName.Of(request.Job.PrefixName, request.Id, job.NamesTaken);
        var outcome = await world.Cluster.CreateAsync(request, name, cancel);
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
