using System.Net;
using Dapr.Actors.Wire;

namespace JobWorker.StandIns.Tests.Dapr.Actors;

public sealed class RemindersAndTimers
{
    private const string Actor = "/v1.0/actors/TallyActor/a%201";

    [Theory]
    [InlineData("reminder", "PUT", "reminders/super%20vise", """{"dueTime":"0h0m1s500ms","period":"25h0m0s0ms","data":"eA=="}""")]
    [InlineData("repeated", "PUT", "reminders/r", """{"dueTime":"0h0m0s0ms","period":"R5/PT0H1M30S","data":"","ttl":"0h10m0s0ms"}""")]
    [InlineData("once", "PUT", "reminders/r", """{"dueTime":"0h0m1s0ms","period":"","data":""}""")]
    [InlineData("none", "DELETE", "reminders/super%20vise", "")]
    [InlineData("timer", "PUT", "timers/t", """{"dueTime":"0h0m1s0ms","period":"0h0m2s0ms","data":"eA==","callback":"OnTimer"}""")]
    [InlineData("no timer", "DELETE", "timers/t", "")]
    public async Task Are_set_and_ended_through_the_sidecar(string what, string method, string path, string body)
    {
        await using var app = await ActorApp.StartAsync();

        await app.PutAsync("/actors/TallyActor/a%201/method/ArmAsync", $"\"{what}\"");

        var seen = app.Sidecar.Only;
        Assert.Equal((method, $"{Actor}/{path}", body), (seen.Method, seen.Target, seen.Body));
        Assert.Equal("secret", seen.Headers["dapr-api-token"]);
    }

    [Fact]
    public async Task Fail_the_turn_when_the_sidecar_refuses()
    {
        await using var app = await ActorApp.StartAsync();
        app.Sidecar.Answers(500, """{"errorCode":"ERR_ACTOR_REMINDER_CREATE","message":"no scheduler"}""");

        await app.PutAsync("/actors/TallyActor/a1/method/ArmAsync", "\"reminder\"");

        Assert.Contains(app.Life.Events, x => x.Contains("ERR_ACTOR_REMINDER_CREATE: no scheduler", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Need_a_callback_that_is_there()
    {
        await using var app = await ActorApp.StartAsync();

        var response = await app.PutAsync("/actors/TallyActor/a1/method/ArmAsync", "\"wrong timer\"");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(app.Sidecar.Requests);
    }

    [Fact]
    public async Task Are_read_back_as_the_scheduler_tells_them()
    {
        await using var app = await ActorApp.StartAsync();
        app.Sidecar.Answers(200, """{"actorID":"a1","actorType":"TallyActor","data":"eA==","dueTime":"1.5s","period":"@every 1m30s"}""");

        await app.PutAsync("/actors/TallyActor/a1/method/ArmAsync", "\"look\"");

        Assert.Contains("super vise 1.5 90 x", app.Life.Events);
    }

    [Theory]
    [InlineData("""{"data":"eA==","dueTime":"","period":""}""", "reminded supervise 'x' -1 -1")]
    [InlineData("""{"data":null,"dueTime":"","period":""}""", "reminded supervise '' -1 -1")]
    [InlineData("""{"dueTime":"0h0m0s5ms","period":"0h1m0s0ms"}""", "reminded supervise '' 5 60000")]
    public async Task Remind_the_actor(string body, string expected)
    {
        await using var app = await ActorApp.StartAsync();

        var response = await app.PutAsync("/actors/TallyActor/a1/method/remind/supervise", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            [
                "activated a1", "before ReminderMethod ReceiveReminderAsync", expected,
                "after ReminderMethod ReceiveReminderAsync",
            ],
            app.Life.Events);
    }

    [Fact]
    public async Task Call_the_timers_method()
    {
        await using var app = await ActorApp.StartAsync();

        var response = await app.PutAsync(
            "/actors/TallyActor/a1/method/timer/t", """{"callback":"OnTimer","data":"eA==","dueTime":"1s","period":"2s"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("timer 'x'", app.Life.Events);
        Assert.Contains("before TimerMethod OnTimer", app.Life.Events);
    }

    [Theory]
    [InlineData(null, -1)]
    [InlineData("", -1)]
    [InlineData("4h15m50s60ms", 15_350_060)]
    [InlineData("1.5s", 1_500)]
    [InlineData("250us", 0.25)]
    [InlineData("@every 30s", 30_000)]
    [InlineData("PT1M", 60_000)]
    [InlineData("R5/PT30S", 30_000)]
    public void Have_times_in_many_forms(string? text, double milliseconds) =>
        Assert.Equal(milliseconds, DaprDuration.Parse(text).TotalMilliseconds);

    [Fact]
    public void Refuse_a_time_that_is_none() => Assert.Throws<FormatException>(() => DaprDuration.Parse("soon"));
}
