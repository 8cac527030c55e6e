using System.Net;
using System.Text.Json;
using JobWorker.DevSidecar.Hosting.Faults;
using JobWorker.DevSidecar.Tests.App.PubSub;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Hosting.Faults;

public sealed class FaultsOnPurpose
{
    private const string Jobs = """[{"pubsubname":"pubsub","topic":"jobs","route":"/jobs"}]""";

    [Fact]
    public async Task Are_not_to_be_had_without_the_flag()
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { Yaml = SidecarHarness.InMemory });

        (await sidecar.PutAsync("/v1.0/faults", """{"faults":{"drop-reminder":"1"}}""")).IsError(HttpStatusCode.NotFound, "ERR_DIRECT_INVOKE");
    }

    [Fact]
    public async Task Are_switched_and_counted_while_the_sidecar_runs()
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            Yaml = SidecarHarness.InMemory,
            Flags = ["--faults"],
        });
        Assert.Equal("""{"faults":{}}""", (await sidecar.GetAsync("/v1.0/faults")).Body);

        var put = await sidecar.PutAsync("/v1.0/faults", """{"seed":5,"faults":{"fail-write-before":"every:2"}}""");
        var first = await SaveAsync(sidecar);
        var second = await SaveAsync(sidecar);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (put.Status, first.Status));
        second.IsError(HttpStatusCode.InternalServerError, "ERR_STATE_SAVE");
        Assert.Equal(
            """{"faults":{"fail-write-before":{"when":"every:2","seen":2,"done":1}}}""", (await sidecar.GetAsync("/v1.0/faults")).Body);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.DeleteAsync("/v1.0/faults")).Status);
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NoContent], [(await SaveAsync(sidecar)).Status, (await SaveAsync(sidecar)).Status]);
    }

    [Theory]
    [InlineData("""{"faults":{"explode":"1"}}""", "ERR_FAULTS")]
    [InlineData("""{"faults":{"drop-reminder":null}}""", "ERR_FAULTS")]
    [InlineData("""{"faults":[]}""", "ERR_MALFORMED_REQUEST")]
    public async Task Are_refused_when_they_cannot_be_understood(string body, string code)
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions { Flags = ["--faults"] });

        (await sidecar.PutAsync("/v1.0/faults", body)).IsError(HttpStatusCode.BadRequest, code);
    }

    [Theory]
    [InlineData("fail-write-before", HttpStatusCode.NoContent)]
    [InlineData("fail-write-after", HttpStatusCode.OK)]
    public async Task Of_a_write_answer_500_before_it_happens_or_after(string fault, HttpStatusCode found)
    {
        await using var sidecar = await StartAsync(null, $"{fault}=next:1");

        (await SaveAsync(sidecar)).IsError(HttpStatusCode.InternalServerError, "ERR_STATE_SAVE");
        Assert.Equal(found, (await sidecar.GetAsync("/v1.0/state/statestore/a")).Status);
    }

    [Fact]
    public async Task Of_a_write_fail_transactions_and_the_state_of_actors_too()
    {
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await StartAsync(app, "fail-write-before=always");
        await sidecar.PutAsync("/v1.0/actors/JobActor/1/method/m", "");

        (await sidecar.PutAsync("/v1.0/actors/JobActor/1/state", """[{"operation":"upsert","request":{"key":"k","value":1}}]"""))
            .IsError(HttpStatusCode.InternalServerError, "ERR_ACTOR_STATE_TRANSACTION_SAVE");
        (await sidecar.PostAsync("/v1.0/state/statestore/transaction", """{"operations":[{"operation":"upsert","request":{"key":"k","value":1}}]}"""))
            .IsError(HttpStatusCode.InternalServerError, "ERR_STATE_TRANSACTION");
    }

    [Theory]
    [InlineData("delay-write-before")]
    [InlineData("delay-write-after")]
    public async Task Of_a_write_make_it_late(string fault)
    {
        var clock = new FakeClock();
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            Yaml = SidecarHarness.InMemory,
            Clock = clock,
            Flags = [$"--fault={fault}=always,time=10s"],
        });
        var waiting = clock.Waiting;

        var saving = SaveAsync(sidecar);
        await SidecarHarness.UntilAsync(() => clock.Waiting > waiting);
        Assert.False(saving.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(HttpStatusCode.NoContent, (await saving).Status);
    }

    [Fact]
    public async Task Of_a_message_bring_it_again_at_the_same_time()
    {
        var together = new TaskCompletionSource();
        var inside = 0;
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", async (_, _) =>
        {
            if (Interlocked.Increment(ref inside) == 3)
            {
                together.SetResult();
            }

            await together.Task.WaitAsync(TimeSpan.FromSeconds(5));
        });
        await using var sidecar = await StartAsync(app, "repeat-delivery=always,times=2");

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");
        await together.Task.WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Single(app.CallsTo("POST /jobs").Select(call => JsonDocument.Parse(call.Body).RootElement.GetProperty("id").GetString()).Distinct());
    }

    [Fact]
    public async Task Of_a_message_bring_it_late_and_again_later()
    {
        var clock = new FakeClock();
        await using var app = new FakeApp().Subscribes(Jobs).On("POST /jobs", 200);
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            App = app,
            Yaml = SidecarHarness.InMemory,
            Clock = clock,
            Flags = ["--fault", "delay-delivery=next:1,time=30s", "--fault", "repeat-delivery=next:1,time=1h"],
        });
        var waiting = clock.Waiting;

        await sidecar.PostAsync("/v1.0/publish/pubsub/jobs", "1");
        await SidecarHarness.UntilAsync(() => clock.Waiting > waiting);
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(app.CallsTo("POST /jobs"));
        clock.Advance(TimeSpan.FromSeconds(1));
        await PublishingAnEvent.DeliveredAsync(app);
        await SidecarHarness.AdvanceUntilAsync(clock, TimeSpan.FromMinutes(1), () => app.CallsTo("POST /jobs").Count == 2);
    }

    [Fact]
    public async Task Of_reminders_lose_a_tick_and_nothing_more()
    {
        var clock = new FakeClock();
        await using var app = new FakeApp().Hosts("JobActor");
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            App = app,
            Yaml = SidecarHarness.InMemory,
            Clock = clock,
            Flags = ["--fault", "drop-reminder=next:2"],
        });

        await sidecar.PostAsync("/v1.0/actors/JobActor/1/reminders/r", """{"dueTime":"10s","period":"10s"}""");
        var took = await SidecarHarness.AdvanceUntilAsync(
            clock, TimeSpan.FromSeconds(1), () => app.CallsTo("PUT /actors/JobActor/1/method/remind/r").Count > 0);

        Assert.InRange(took, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("double-activation=always", 2)]
    [InlineData("double-activation=0", 1)]
    public async Task Of_an_actor_let_two_turns_run_at_once(string fault, int most)
    {
        var (inside, together, leave) = (0, 0, new TaskCompletionSource());
        await using var app = new FakeApp().Hosts("JobActor").On("PUT /actors/JobActor/1/method/m", async (_, http) =>
        {
            together = Math.Max(together, Interlocked.Increment(ref inside));
            if (inside == 2)
            {
                leave.TrySetResult();
            }

            await Task.WhenAny(leave.Task, Task.Delay(most == 2 ? TimeSpan.FromSeconds(40) : TimeSpan.FromMilliseconds(300)));
            Interlocked.Decrement(ref inside);
            http.Response.StatusCode = StatusCodes.Status200OK;
        });
        await using var sidecar = await StartAsync(app, fault);

        await Task.WhenAll(sidecar.PutAsync("/v1.0/actors/JobActor/1/method/m", ""), sidecar.PutAsync("/v1.0/actors/JobActor/1/method/m", ""));

        Assert.Equal(most, together);
    }

    [Theory]
    [InlineData("kill-before-answer=always", false)]
    [InlineData("kill-after-answer=always", true)]
    public async Task Of_the_process_end_it_before_the_answer_or_before_the_acknowledgement(string fault, bool answered)
    {
        var (order, answer) = (new List<string>(), new TaskCompletionSource());
        var board = new FaultBoard(1, () => { order.Add("killed"); answer.TrySetResult(); }, NullLogger.Instance);
        board.Replace([FaultSpec.Parse(fault)]);
        var handling = new FaultyHandling(board, TimeProvider.System, NullLogger.Instance);

        await handling.RunAsync("jobs", async () =>
        {
            order.Add("handed over");
            await (answered ? Task.CompletedTask : answer.Task);
            order.Add("answered");
        }, default);
        order.Add("acknowledged");

        Assert.Equal(answered
            ? ["handed over", "answered", "killed", "acknowledged"]
            : ["handed over", "killed", "answered", "acknowledged"], order);
    }

    private static Task<SidecarHarness> StartAsync(FakeApp? app, string fault) => SidecarHarness.StartAsync(
        new HarnessOptions { App = app, Yaml = SidecarHarness.InMemory, Flags = ["--fault", fault] });

    private static Task<Answer> SaveAsync(SidecarHarness sidecar) =>
        sidecar.PostAsync("/v1.0/state/statestore", """[{"key":"a","value":1}]""");
}
