using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Serialization;
using Dapr.Actors;
using Dapr.Actors.Runtime;

namespace JobWorker.StandIns.Tests.Dapr.Actors;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "command")]
[JsonDerivedType(typeof(Add), "add")]
[JsonDerivedType(typeof(Fail), "fail")]
public abstract record TallyCommand
{
    public sealed record Add(int Number) : TallyCommand;

    public sealed record Fail(string Why) : TallyCommand;
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "reply")]
[JsonDerivedType(typeof(Total), "total")]
public abstract record TallyReply
{
    public sealed record Total(int Number) : TallyReply;
}

public interface ITally : IActor
{
    Task<TallyReply> TellAsync(TallyCommand command);

    Task ResetAsync();

    Task<string?> WhoAsync(CancellationToken cancel);

    Task WaitAsync(string text, CancellationToken cancel);

    Task<string> AskAsync(string other);

    Task<int> ThrowAtOnceAsync();

    Task ArmAsync(string what);
}

/// <summary>What happened to actors, in order.</summary>
public sealed class Life
{
    public ConcurrentQueue<string> Events { get; } = new();

    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int FailedActivations { get; set; }
}

/// <summary>A service of the actor's own scope.</summary>
public sealed class ActorScope(Life life) : IDisposable
{
    public void Dispose() => life.Events.Enqueue("scope disposed");
}

internal sealed class TallyActor(ActorHost host, Life life, ActorScope scope) : Actor(host), ITally, IRemindable, IAsyncDisposable
{
    private int _total;

    public Task<TallyReply> TellAsync(TallyCommand command) => command switch
    {
        TallyCommand.Add add => Task.FromResult<TallyReply>(new TallyReply.Total(_total += add.Number)),
        TallyCommand.Fail fail => throw new InvalidOperationException(fail.Why),
        _ => throw new NotSupportedException(),
    };

    public Task ResetAsync()
    {
        _total = 0;
        return Task.CompletedTask;
    }

    public Task<string?> WhoAsync(CancellationToken cancel) => Task.FromResult(Id.GetId() == "nobody" ? null : Id.GetId());

    public async Task WaitAsync(string text, CancellationToken cancel)
    {
        life.Waiting.SetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, cancel);
        }
        finally
        {
            life.Events.Enqueue($"{text} cancelled");
        }
    }

    public async Task<string> AskAsync(string other) =>
        await ProxyFactory.CreateActorProxy<ITally>(new ActorId(other), nameof(TallyActor)).WhoAsync(default) ?? "";

    public Task<int> ThrowAtOnceAsync() => throw new ArgumentException("at once");

    public Task ArmAsync(string what) => what switch
    {
        "reminder" => RegisterReminderAsync("super vise", "x"u8.ToArray(), TimeSpan.FromSeconds(1.5), TimeSpan.FromHours(25)),
        "repeated" => RegisterReminderAsync("r", null, TimeSpan.Zero, TimeSpan.FromSeconds(90), 5, TimeSpan.FromMinutes(10)),
        "once" => RegisterReminderAsync("r", null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan),
        "none" => UnregisterReminderAsync("super vise"),
        "timer" => RegisterTimerAsync("t", nameof(OnTimer), "x"u8.ToArray(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)),
        "no timer" => UnregisterTimerAsync("t"),
        "wrong timer" => RegisterTimerAsync("t", "Missing", null, TimeSpan.Zero, TimeSpan.Zero),
        "look" => LookAsync(),
        _ => throw new NotSupportedException(),
    };

    public Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period)
    {
        var times = $"{dueTime.TotalMilliseconds} {period.TotalMilliseconds}";
        life.Events.Enqueue($"reminded {reminderName} '{Encoding.UTF8.GetString(state)}' {times}");
        return reminderName == "broken" ? throw new InvalidOperationException("broken") : Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        life.Events.Enqueue(scope is null ? "no scope" : "actor disposed");
        return ValueTask.CompletedTask;
    }

    protected override Task OnActivateAsync()
    {
        life.Events.Enqueue($"activated {Id}");
        return life.FailedActivations-- > 0 ? throw new InvalidOperationException("not today") : Task.CompletedTask;
    }

    protected override Task OnDeactivateAsync()
    {
        life.Events.Enqueue($"deactivated {Id}");
        return Task.CompletedTask;
    }

    protected override Task OnPreActorMethodAsync(ActorMethodContext actorMethodContext) =>
        NoteAsync("before", actorMethodContext);

    protected override Task OnPostActorMethodAsync(ActorMethodContext actorMethodContext) =>
        NoteAsync("after", actorMethodContext);

    protected override Task OnActorMethodFailedAsync(ActorMethodContext actorMethodContext, Exception e) =>
        NoteAsync($"failed ({e.Message})", actorMethodContext);

    private Task NoteAsync(string when, ActorMethodContext context)
    {
        life.Events.Enqueue($"{when} {context.CallType} {context.MethodName}");
        return Task.CompletedTask;
    }

    private async Task LookAsync()
    {
        var reminder = await GetReminderAsync("super vise");
        var times = $"{reminder.DueTime.TotalSeconds} {reminder.Period.TotalSeconds}";
        life.Events.Enqueue($"{reminder.Name} {times} {Encoding.UTF8.GetString(reminder.State)}");
    }

    private Task OnTimer(byte[] data)
    {
        life.Events.Enqueue($"timer '{Encoding.UTF8.GetString(data)}'");
        return Task.CompletedTask;
    }
}
