using System.Net;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Actors;

public sealed class AReminder : IDisposable
{
    private const string Reminder = "/v1.0/actors/JobActor/1/reminders/wake";
    private const string Callback = "PUT /actors/JobActor/1/method/remind/wake";
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);
    private readonly string _data = Directory.CreateTempSubdirectory("jobworker-reminders-").FullName;
    private readonly FakeClock _clock = new();

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Fires_once_with_its_data_and_empty_times()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await StartAsync(app);

        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PutAsync(Reminder, """{"dueTime":"10s","data":{"n": 1}}""")).Status);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(app.CallsTo(Callback));
        await AdvanceAsync(app, 1);

        Assert.Equal("""{"data":{"n": 1},"dueTime":"","period":""}""", app.CallsTo(Callback)[0].Body);
        await GoneAsync(sidecar);
    }

    [Fact]
    public async Task Fires_as_often_as_its_period_says()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await StartAsync(app);

        await sidecar.PutAsync(Reminder, """{"dueTime":"0s","period":"R3/PT30S"}""");
        await AdvanceAsync(app, 3);

        await GoneAsync(sidecar);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(3, app.CallsTo(Callback).Count);
    }

    [Fact]
    public async Task Shows_itself()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await StartAsync(app);
        await sidecar.PutAsync(Reminder, """{"dueTime":"1h","period":"PT90S","data":"x"}""");

        Assert.Equal(
            """{"actorID":"1","actorType":"JobActor","data":"x","dueTime":"1h","period":"@every 1m30s"}""",
            (await sidecar.GetAsync(Reminder)).Body);
        (await sidecar.GetAsync(Reminder + "-not")).IsError(HttpStatusCode.NotFound, "ERR_ACTOR_REMINDER_NOT_FOUND");
    }

    [Fact]
    public async Task Is_lost_for_this_tick_after_three_retries()
    {
        await using var app = new FakeApp().Hosts("JobActor").On(Callback, 500);
        await using var sidecar = await StartAsync(app);
        await sidecar.PutAsync(Reminder, """{"dueTime":"0s"}""");

        await AdvanceAsync(app, 4);

        await GoneAsync(sidecar);
        Assert.Equal(4, app.CallsTo(Callback).Count);
    }

    [Fact]
    public async Task Goes_on_with_the_next_tick_after_a_lost_one()
    {
        await using var app = new FakeApp().Hosts("JobActor").On(Callback, 404);
        await using var sidecar = await StartAsync(app);
        await sidecar.PutAsync(Reminder, """{"dueTime":"0s","period":"60s"}""");

        var took = await AdvanceAsync(app, 5);

        Assert.InRange(took.TotalSeconds, 59, 70);
    }

    [Fact]
    public async Task Ends_when_deleted()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await StartAsync(app);
        await sidecar.PutAsync(Reminder, """{"dueTime":"10s","period":"10s"}""");

        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.DeleteAsync(Reminder)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.DeleteAsync(Reminder)).Status);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(app.CallsTo(Callback));
    }

    [Fact]
    public async Task Ends_with_its_time_to_live()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await StartAsync(app);
        await sidecar.PutAsync(Reminder, """{"dueTime":"10s","period":"10s","ttl":"25s"}""");

        await AdvanceAsync(app, 2);

        await GoneAsync(sidecar);
    }

    [Fact]
    public async Task Is_overwritten_unless_that_is_refused()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await StartAsync(app);
        await sidecar.PutAsync(Reminder, """{"dueTime":"10s","data":1}""");

        (await sidecar.PutAsync(Reminder, """{"dueTime":"10s","overwrite":false}"""))
            .IsError(HttpStatusCode.Conflict, "ERR_ACTOR_REMINDER_ALREADY_EXISTS");
        await sidecar.PutAsync(Reminder, """{"dueTime":"10s","data":2}""");
        await AdvanceAsync(app, 1);

        Assert.Contains("\"data\":2", Assert.Single(app.CallsTo(Callback)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JobActor", """{"period":"P1D"}""", HttpStatusCode.InternalServerError, "ERR_ACTOR_REMINDER_CREATE")]
    [InlineData("JobActor", """{"dueTime":"soon"}""", HttpStatusCode.InternalServerError, "ERR_ACTOR_REMINDER_CREATE")]
    [InlineData("JobActor", "[", HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST")]
    [InlineData("Other", "{}", HttpStatusCode.Forbidden, "ERR_ACTOR_REMINDER_NON_HOSTED")]
    [InlineData("dapr.internal.x", "{}", HttpStatusCode.Forbidden, "ERR_ACTOR_TYPE_RESERVED")]
    public async Task Is_refused_with_the_reason(string type, string body, HttpStatusCode status, string code)
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await StartAsync(app);

        (await sidecar.PutAsync($"/v1.0/actors/{type}/1/reminders/wake", body)).IsError(status, code);
    }

    [Fact]
    public async Task Outlives_the_sidecar_and_fires_once_for_the_ticks_it_missed()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using (var first = await StartAsync(app))
        {
            await first.PutAsync(Reminder, """{"dueTime":"10s","period":"10s","data":"kept"}""");
        }

        _clock.Advance(TimeSpan.FromMinutes(1));
        await using var second = await StartAsync(app);
        Assert.InRange((await AdvanceAsync(app, 1)).TotalSeconds, 0, 1);

        Assert.Contains("\"kept\"", app.CallsTo(Callback)[0].Body, StringComparison.Ordinal);
        Assert.InRange((await AdvanceAsync(app, 2)).TotalSeconds, 5, 11);
    }

    [Fact]
    public async Task Is_one_of_ten_thousand()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await StartAsync(app);

        await Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (n, _) =>
            await sidecar.PutAsync($"/v1.0/actors/JobActor/{n}/reminders/wake", $$"""{"dueTime":"{{10 + (n / 100)}}s"}"""));
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(1), () => app.Calls.Count(call => call.Path.EndsWith("/remind/wake", StringComparison.Ordinal)) == 10_000);
    }

    private Task<SidecarHarness> StartAsync(FakeApp app) =>
        SidecarHarness.StartAsync(new HarnessOptions { App = app, Clock = _clock, DataPath = _data });

    private Task<TimeSpan> AdvanceAsync(FakeApp app, int calls) =>
        SidecarHarness.AdvanceUntilAsync(_clock, Step, () => app.CallsTo(Callback).Count >= calls);

    private static Task GoneAsync(SidecarHarness sidecar) => SidecarHarness.UntilAsync(() =>
        sidecar.GetAsync(Reminder).GetAwaiter().GetResult().Status == HttpStatusCode.NotFound);
}

public sealed class ATimer
{
    private const string Timer = "/v1.0/actors/JobActor/1/timers/tick";
    private const string Callback = "PUT /actors/JobActor/1/method/timer/tick";

    [Fact]
    public async Task Fires_with_what_it_was_set_with_until_deleted()
    {
        var clock = new FakeClock();
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { App = app, Clock = clock });

        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.PutAsync(
            Timer, """{"dueTime":"1s","period":"2s","callback":"Tick","data":{"a":1}}""")).Status);
        await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromMilliseconds(250), () => app.CallsTo(Callback).Count == 3);

        Assert.Equal("""{"callback":"Tick","data":{"a":1},"dueTime":"1s","period":"2s"}""", app.CallsTo(Callback)[0].Body);
        await sidecar.DeleteAsync(Timer);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(3, app.CallsTo(Callback).Count);
    }

    [Fact]
    public async Task Fires_as_often_as_its_repetitions_say_whatever_the_answers()
    {
        var clock = new FakeClock();
        await using var app = new FakeApp().Hosts("JobActor").On(Callback, 500);
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { App = app, Clock = clock });

        await sidecar.PutAsync(Timer, """{"dueTime":"0s","period":"R2/PT1S"}""");
        await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromMilliseconds(250), () => app.CallsTo(Callback).Count == 2);
        await sidecar.PutAsync("/v1.0/actors/JobActor/2/method/x", "");
        clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(2, app.CallsTo(Callback).Count);
    }
}
