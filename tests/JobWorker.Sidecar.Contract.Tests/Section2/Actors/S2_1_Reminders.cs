using System.Diagnostics;
using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2.Actors;

public sealed class S2_1_Reminders : ContractTest
{
    private string Reminder => $"/v1.0/actors/Plain/{Id}/reminders/r";

    [StatementForEach(Text = "2.1 registering answers 204; dueTime is a Go duration, an ISO-8601 duration or an RFC3339 time")]
    [InlineData("POST", "10ms")]
    [InlineData("PUT", "PT0S")]
    [InlineData("PUT", "2020-01-01T00:00:00Z")]
    [InlineData("PUT", "0h0m0s10ms")]
    public async Task DueTime(string verb, string due)
    {
        (await Sidecar.SendAsync(verb, Reminder, $$"""{"dueTime":"{{due}}"}""")).Is(204);

        await App.OneAsync(Id);
    }

    [Statement(Text = "2.1 no period fires once, and the reminder is gone")]
    public async Task Once()
    {
        await CreateAsync("""{"dueTime":"0s"}""");
        await App.OneAsync(Id);

        await Until.IsAsync("its end", TimeSpan.FromSeconds(10),
            async () => (await Sidecar.GetAsync(Reminder)).Status == 404 ? App : null);
        Assert.Single(App.Calls(Id));
    }

    [StatementForEach(Text = "2.1 period is a Go duration or ISO-8601")]
    [InlineData("100ms")]
    [InlineData("PT1S")]
    public async Task Period(string period)
    {
        await CreateAsync($$"""{"dueTime":"0s","period":"{{period}}"}""");

        await App.WaitAsync(Id, 3);
        await Sidecar.DeleteAsync(Reminder);
    }

    [Statement(Text = "2.1 Rn/PT1S fires n times")]
    public async Task Repetitions()
    {
        await CreateAsync("""{"dueTime":"0s","period":"R2/PT1S"}""");

        await Until.IsAsync("its end", TimeSpan.FromSeconds(10),
            async () => (await Sidecar.GetAsync(Reminder)).Status == 404 ? App : null);
        Assert.Equal(2, App.Calls(Id).Count);
    }

    [StatementForEach(Text = "2.1 periods of years, months and days are rejected with 500 ERR_ACTOR_REMINDER_CREATE")]
    [InlineData("P1D")]
    [InlineData("P1M")]
    [InlineData("P1Y")]
    [InlineData("R3/P1DT1H")]
    public async Task Days(string period)
    {
        var answer = await Sidecar.PutAsync(Reminder, $$"""{"dueTime":"1h","period":"{{period}}"}""");

        answer.IsError(500, "ERR_ACTOR_REMINDER_CREATE");
        Assert.Contains("unsupported period format", answer.Body, StringComparison.Ordinal);
    }

    [StatementForEach(Text = "2.1 a time that is none: 500 ERR_ACTOR_REMINDER_CREATE")]
    [InlineData("""{"dueTime":"soon"}""")]
    [InlineData("""{"period":"now and then"}""")]
    [InlineData("""{"dueTime":"1h","ttl":"x"}""")]
    public async Task NoTime(string body) => (await Sidecar.PutAsync(Reminder, body)).IsError(500, "ERR_ACTOR_REMINDER_CREATE");

    [StatementForEach(Text = "2.1 a body that is no JSON object: 400 ERR_MALFORMED_REQUEST")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"dueTime":5}""")]
    public async Task Malformed(string body) => (await Sidecar.PutAsync(Reminder, body)).IsError(400, "ERR_MALFORMED_REQUEST");

    [Statement(Text = "2.1 reading gives actorID, actorType, data, dueTime, period as @every, and ttl")]
    public async Task Read()
    {
        await CreateAsync("""{"dueTime":"1h","period":"R5/PT30S","data":{"a":1},"ttl":"2h"}""");
        var read = (await Sidecar.GetAsync(Reminder)).Json;

        Assert.Equal(
            (Id, "Plain", "@every 30s", 1),
            (read.GetProperty("actorID").GetString(), read.GetProperty("actorType").GetString(),
                read.GetProperty("period").GetString(), read.GetProperty("data").GetProperty("a").GetInt32()));
        Assert.NotEqual("", read.GetProperty("dueTime").GetString());
        Assert.NotEqual("", read.GetProperty("ttl").GetString());
    }

    [Statement(Text = "2.1 reading what is not there: 404 ERR_ACTOR_REMINDER_NOT_FOUND")]
    public async Task NotThere() => (await Sidecar.GetAsync(Reminder)).IsError(404, "ERR_ACTOR_REMINDER_NOT_FOUND");

    [Statement(Text = "2.1 deleting answers 204, and it fires no more")]
    public async Task Delete()
    {
        await CreateAsync("""{"dueTime":"1h"}""");
        (await Sidecar.DeleteAsync(Reminder)).Is(204);

        await NotThere();
    }

    [Statement(Text = "2.1 a reminder of the same name is overwritten")]
    public async Task Overwrite()
    {
        await CreateAsync("""{"dueTime":"1h","data":1}""");
        await CreateAsync("""{"dueTime":"1h","data":2}""");

        Assert.Equal(2, (await Sidecar.GetAsync(Reminder)).Json.GetProperty("data").GetInt32());
    }

    [Statement(Text = "2.1 overwrite false: 409 ERR_ACTOR_REMINDER_ALREADY_EXISTS, and the first stays")]
    public async Task NoOverwrite()
    {
        await CreateAsync("""{"dueTime":"1h","data":1,"overwrite":false}""");

        (await Sidecar.PutAsync(Reminder, """{"dueTime":"1h","data":2,"overwrite":false}"""))
            .IsError(409, "ERR_ACTOR_REMINDER_ALREADY_EXISTS");
        Assert.Equal(1, (await Sidecar.GetAsync(Reminder)).Json.GetProperty("data").GetInt32());
    }

    [Statement(Text = "2.1 a type the app does not host: 403 ERR_ACTOR_REMINDER_NON_HOSTED")]
    public async Task NotHosted() =>
        (await Sidecar.PutAsync($"/v1.0/actors/Other/{Id}/reminders/r", "{}")).IsError(403, "ERR_ACTOR_REMINDER_NON_HOSTED");

    [Statement(Text = "2.1 a tick that fails is delivered four times in all, a second apart, then it is lost")]
    public async Task FourTimes()
    {
        App.On(Id, 500);
        await CreateAsync("""{"dueTime":"0s"}""");
        var calls = await App.WaitAsync(Id, 4);

        await Until.IsAsync("its end", TimeSpan.FromSeconds(10),
            async () => (await Sidecar.GetAsync(Reminder)).Status == 404 ? App : null);
        Assert.Equal(4, App.Calls(Id).Count);
        Assert.InRange(Stopwatch.GetElapsedTime(calls[0].At, calls[3].At).TotalSeconds, 2.9, 8);
    }

    [Statement(Text = "2.1 404 counts as a failed tick as well")]
    public async Task NotFoundIsFailure()
    {
        App.On(Id, 404);
        await CreateAsync("""{"dueTime":"0s"}""");

        await App.WaitAsync(Id, 4);
    }

    [Statement(Text = "2.1 a periodic reminder goes on after a lost tick")]
    public async Task GoesOn()
    {
        var calls = 0;
        App.On(Id, (_, http) => ContractApp.WriteAsync(http, Interlocked.Increment(ref calls) <= 4 ? 500 : 200));
        await CreateAsync("""{"dueTime":"0s","period":"100ms"}""");

        await App.WaitAsync(Id, 6);
        await Sidecar.DeleteAsync(Reminder);
    }

    [Statement(Text = "2.1 ttl ends a reminder")]
    public async Task Ttl()
    {
        await CreateAsync("""{"dueTime":"0s","period":"200ms","ttl":"1s"}""");

        await Until.IsAsync("its end", TimeSpan.FromSeconds(10),
            async () => (await Sidecar.GetAsync(Reminder)).Status == 404 ? App : null);
        Assert.InRange(App.Calls(Id).Count, 2, 7);
    }

    [Statement(Text = "2.1 reminders outlive the sidecar: killed and started again it fires them")]
    public async Task Persistent()
    {
        World.NeedsItsOwn();
        await using var app = new ContractApp(Ports.Free()).OnLine("GET /dapr/config", 200, """{"entities":["Plain"]}""");
        await app.StartAsync();
        await using var folder = new TemporaryFolder();
        var options = new SidecarOptions { AppPort = app.Port, Folder = folder.Path };
        await using (var sidecar = await SidecarProcess.StartAsync(options))
        {
            (await sidecar.Api.PutAsync(Reminder, """{"dueTime":"1s","data":"d"}""")).Is(204);
            await sidecar.Process.KillAsync();
        }

        Assert.Empty(app.Calls(Id));
        await using (await SidecarProcess.StartAsync(options))
        {
            Assert.Equal("d", (await app.OneAsync(Id)).Json.GetProperty("data").GetString());
        }
    }

    private async Task CreateAsync(string body) => (await Sidecar.PutAsync(Reminder, body)).Is(204);
}
