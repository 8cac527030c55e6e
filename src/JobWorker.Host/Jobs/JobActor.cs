using Dapr.Actors.Runtime;
using JobWorker.Core.Jobs;

namespace JobWorker.Host.Jobs;

/// <summary>The Dapr shell around a <see cref="JobKeeper"/>: turns, reminders, nothing else.</summary>
internal sealed class JobActor : Actor, IJobActor, IRemindable, IJobReminder
{
    private const string Reminder = "supervise";

    private readonly JobKeeper _keeper;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _period;

    public JobActor(ActorHost host, JobKeepers keepers, TimeProvider clock)
        : base(host)
    {
        _clock = clock;
        _period = keepers.SupervisePeriod;
        _keeper = keepers.Keeper(host.Id.GetId(), this);
    }

    public Task<JobReply> TellAsync(JobCommand command) => _keeper.TellAsync(command, CancellationToken.None);

    public Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period) =>
        _keeper.TellAsync(new JobCommand.Supervise(_clock.GetUtcNow()), reminded: true, CancellationToken.None);

    Task IJobReminder.ArmAsync() => RegisterReminderAsync(Reminder, null, _period, _period);

    Task IJobReminder.DisarmAsync() => UnregisterReminderAsync(Reminder);
}
