using Dapr.Actors.Runtime;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Queues;

/// <summary>The Dapr shell around a <see cref="QueueKeeper"/>: turns, the reminder, nothing else.</summary>
internal sealed class QueueActor : Actor, IQueueActor, IRemindable, IQueueReminder
{
    private const string Reminder = "due";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly QueueKeeper _keeper;
    private readonly QueuesHere _here;

    public QueueActor(ActorHost host, QueueKeepers keepers, QueuesHere here)
        : base(host)
    {
        _keeper = keepers.Keeper(host.Id.GetId(), this);
        _here = here;
    }

    public async Task<QueueReply> ApplyAsync(QueueCall call) =>
        BriefReply.Of(call, await _keeper.ApplyAsync(call, CancellationToken.None));

    public Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period) =>
        _keeper.RemindedAsync(CancellationToken.None);

    Task IQueueReminder.ArmAsync() => RegisterReminderAsync(Reminder, null, Period, Period);

    Task IQueueReminder.DisarmAsync() => UnregisterReminderAsync(Reminder);

    protected override Task OnActivateAsync()
    {
        _here.Add(Host.Id.GetId(), _keeper);

        return Task.CompletedTask;
    }

    protected override async Task OnDeactivateAsync()
    {
        _here.Remove(Host.Id.GetId(), _keeper);
        await _keeper.DisposeAsync();
    }
}
