using System.Diagnostics;
using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2.Actors;

public sealed class S2_1_Timers : ContractTest
{
    private string Timer => $"/v1.0/actors/Plain/{Id}/timers/t";

    [StatementForEach(Text = "2.1 registering answers 204")]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task Create(string verb)
    {
        (await Sidecar.SendAsync(verb, Timer, """{"dueTime":"0s","callback":"m"}""")).Is(204);

        await App.OneAsync(Id);
    }

    [Statement(Text = "2.1 the next tick is scheduled after the callback has returned")]
    public async Task AfterCallback()
    {
        App.On(Id, (_, _) => Task.Delay(400));
        await SetAsync("""{"dueTime":"0s","period":"200ms"}""");
        var calls = await App.WaitAsync(Id, 3);
        await Sidecar.DeleteAsync(Timer);

        Assert.True(Stopwatch.GetElapsedTime(calls[0].At, calls[1].At).TotalMilliseconds >= 590);
    }

    [Statement(Text = "2.1 a tick that fails is not tried again, and the timer goes on")]
    public async Task NoRetry()
    {
        App.On(Id, 500);
        await SetAsync("""{"dueTime":"0s","period":"R3/PT1S"}""");
        var calls = await App.WaitAsync(Id, 3);

        Assert.True(Stopwatch.GetElapsedTime(calls[0].At, calls[1].At).TotalMilliseconds >= 990);
    }

    [Statement(Text = "2.1 deleting answers 204 and ends it, and deleting what is not there does too")]
    public async Task Delete()
    {
        await SetAsync("""{"dueTime":"0s","period":"100ms"}""");
        await App.WaitAsync(Id, 2);
        (await Sidecar.DeleteAsync(Timer)).Is(204);
        (await Sidecar.DeleteAsync(Timer)).Is(204);
        await Sidecar.PostAsync($"/v1.0/actors/Plain/{Id}/method/turn", "");
        var seen = App.Calls(Id).Count;

        var other = Mark.New();
        await Sidecar.PutAsync($"/v1.0/actors/Plain/{other}/timers/t", """{"dueTime":"400ms"}""");
        await App.OneAsync(other);
        Assert.Equal(seen, App.Calls(Id).Count);
    }

    [Statement(Text = "2.1 a timer of the same name is replaced")]
    public async Task Replace()
    {
        await SetAsync("""{"dueTime":"1h","data":1}""");
        await SetAsync("""{"dueTime":"0s","data":2}""");

        Assert.Equal(2, (await App.OneAsync(Id)).Json.GetProperty("data").GetInt32());
    }

    [Statement(Text = "2.1 a tick waits for its turn")]
    public async Task Turn()
    {
        var busy = new TaskCompletionSource();
        App.On(Id, (call, _) => call.Target.EndsWith("/busy", StringComparison.Ordinal) ? busy.Task : Task.CompletedTask);
        var call = Sidecar.PostAsync($"/v1.0/actors/Plain/{Id}/method/busy", "");
        await App.OneAsync(Id);
        await SetAsync("""{"dueTime":"0s"}""");
        var other = Mark.New();
        await Sidecar.PutAsync($"/v1.0/actors/Plain/{other}/timers/t", """{"dueTime":"300ms"}""");
        await App.OneAsync(other);

        Assert.Single(App.Calls(Id));
        busy.SetResult();
        await App.WaitAsync(Id, 2);
        await call;
    }

    [Statement(Text = "2.1 a timer re-activates an actor that was deactivated")]
    public async Task Reactivates()
    {
        var path = $"/v1.0/actors/Brief/{Id}";
        await Sidecar.PostAsync($"{path}/method/m", "");
        (await Sidecar.PutAsync($"{path}/timers/t", """{"dueTime":"4s"}""")).Is(204);
        var end = await App.OneAsync(Id, "DELETE ");
        var tick = await App.OneAsync(Id, $"PUT /actors/Brief/{Id}/method/timer/t");

        Assert.True(tick.At > end.At);
    }

    [StatementForEach(Text = "2.1 a time that is none is refused")]
    [InlineData("""{"dueTime":"soon"}""")]
    [InlineData("""{"period":"now and then"}""")]
    public async Task NoTime(string body) => (await Sidecar.PutAsync(Timer, body)).IsError(500, "ERR_ACTOR_TIMER_CREATE");

    [StatementForEach(Text = "2.1 a body that is no JSON object: 400 ERR_MALFORMED_REQUEST")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task Malformed(string body) => (await Sidecar.PutAsync(Timer, body)).IsError(400, "ERR_MALFORMED_REQUEST");

    private async Task SetAsync(string body) => (await Sidecar.PutAsync(Timer, body)).Is(204);
}
