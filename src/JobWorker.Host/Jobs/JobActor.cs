using Dapr.Actors.Runtime;
using JobWorker.Core.Jobs;

namespace JobWorker.Host.Jobs;

/// <summary>The Dapr shell around a <see cref="JobKeeper"/>: turns from other processes, reminders, nothing else.</summary>
internal sealed class JobActor : Actor, IJobActor, IRemindable, IJobReminder
{
    private const string Reminder = "supervise";

    private readonly JobsHere _here;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _period;

    public JobActor(ActorHost host, JobsHere here, JobKeepers keepers, TimeProvider clock)
        : base(host)
    {
        (_here, _clock) = (here, clock);
        _period = keepers.SupervisePeriod;
    }

    public Task<JobReply> TellAsync(JobCommand command) =>
        _here.TellAsync(Id.GetId(), command, reminded: false, reminder: this);

    public Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period) =>
        _here.TellAsync(Id.GetId(), new JobCommand.Supervise(_clock.GetUtcNow()), reminded: true, reminder: this);

    Task IJobReminder.ArmAsync() => RegisterReminderAsync(Reminder, null, _period, _period);

    Task IJobReminder.DisarmAsync() => UnregisterReminderAsync(Reminder);
}
