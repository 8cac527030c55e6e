using System.Net;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Resources.Resiliency;

public sealed class CallingAComponentUnderPolicies
{
    private const string Component = """
        kind: Component
        metadata: {name: c}
        spec: {type: test, metadata: [{name: actorStateStore, value: "true"}]}
        ---
        kind: Resiliency
        metadata: {name: r}
        spec:

        """;

    private readonly FakeClock _clock = new();
    private readonly TestComponent _component = new();

    /// <summary>Every way to call a component: the error it ends with, and how default policies name its kind.</summary>
    public static TheoryData<string, string, string> Operations => new()
    {
        { "state get", "ERR_STATE_GET", "Statestore" },
        { "state set", "ERR_STATE_SAVE", "Statestore" },
        { "state delete", "ERR_STATE_DELETE", "Statestore" },
        { "state transaction", "ERR_STATE_TRANSACTION", "Statestore" },
        { "actor state get", "ERR_ACTOR_STATE_GET", "Statestore" },
        { "actor state transaction", "ERR_ACTOR_STATE_TRANSACTION_SAVE", "Statestore" },
        { "publish", "ERR_PUBSUB_PUBLISH_MESSAGE", "Pubsub" },
        { "binding", "ERR_INVOKE_OUTPUT_BINDING", "Binding" },
        { "lock", "ERR_TRY_LOCK", "Lock" },
        { "unlock", "ERR_UNLOCK", "Lock" },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Is_tried_again_as_often_as_the_policy_says(string operation, string error, string kind)
    {
        _component.OnCall = (call, _) => call % 4 == 0 ? Task.CompletedTask : Task.FromException(new IOException("broken"));
        await using var run = await StartAsync($"{{policies: {{retries: {{Default{kind}ComponentOutboundRetryPolicy: {{maxRetries: 2}}}}}}}}");

        var failed = run.Call(operation);
        var took = await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(1), () => failed.IsCompleted);

        (await failed).IsError(HttpStatusCode.InternalServerError, error);
        Assert.Contains("broken", (await failed).Body, StringComparison.Ordinal);
        Assert.Equal(3, _component.Calls);
        Assert.True(took >= TimeSpan.FromSeconds(10));
        Assert.True((int)(await run.Call(operation)).Status < 300);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Is_cut_off_at_its_timeout(string operation, string error, string kind)
    {
        var cut = new TaskCompletionSource();
        _component.OnCall = (_, cancel) =>
        {
            cancel.Register(cut.SetResult);
            return Task.Delay(Timeout.Infinite, cancel);
        };
        await using var run = await StartAsync($"{{policies: {{timeouts: {{Default{kind}ComponentOutboundTimeoutPolicy: 5s}}}}}}");

        var answer = run.Call(operation);
        var took = await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(1), () => answer.IsCompleted);

        (await answer).IsError(HttpStatusCode.InternalServerError, error);
        Assert.Contains("context deadline exceeded", (await answer).Body, StringComparison.Ordinal);
        Assert.True(took >= TimeSpan.FromSeconds(5));
        await cut.Task;
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Is_refused_while_the_circuit_is_open_and_let_through_later(string operation, string error, string kind)
    {
        _component.OnCall = (call, _) => call <= 2 ? Task.FromException(new IOException("broken")) : Task.CompletedTask;
        await using var run = await StartAsync(
            $"{{policies: {{circuitBreakers: {{Default{kind}ComponentOutboundCircuitBreakerPolicy: {{timeout: 30s, trip: totalFailures >= 2}}}}}}}}");
        await run.Call(operation);
        await run.Call(operation);

        var refused = await run.Call(operation);

        refused.IsError(HttpStatusCode.InternalServerError, error);
        Assert.Contains("circuit breaker is open", refused.Body, StringComparison.Ordinal);
        Assert.Equal(2, _component.Calls);

        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.True((int)(await run.Call(operation)).Status < 300);
        Assert.True((int)(await run.Call(operation)).Status < 300);
    }

    [Fact]
    public async Task Of_secrets_is_tried_again_too()
    {
        _component.OnCall = (call, _) => call <= 2 ? Task.FromException(new IOException("broken")) : Task.CompletedTask;
        await using var run = await StartAsync("{policies: {retries: {DefaultSecretstoreComponentOutboundRetryPolicy: {}}}}");

        var answer = run.Call("secret");
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(1), () => answer.IsCompleted);

        Assert.Equal((HttpStatusCode.OK, 3), ((await answer).Status, _component.Calls));
    }

    [Fact]
    public async Task Is_not_repeated_for_an_etag_that_does_not_match()
    {
        _component.OnCall = (_, _) => Task.FromException(new DevSidecar.Components.ETagMismatchException("changed"));
        await using var run = await StartAsync("{policies: {retries: {DefaultRetryPolicy: {}}}}");

        (await run.Call("state set")).IsError(HttpStatusCode.Conflict, "ERR_STATE_SAVE");

        Assert.Equal(1, _component.Calls);
    }

    [Fact]
    public async Task Repeats_only_the_writes_that_failed()
    {
        _component.OnCall = (call, _) => call == 2 ? Task.FromException(new IOException("broken")) : Task.CompletedTask;
        await using var run = await StartAsync("{policies: {retries: {DefaultRetryPolicy: {}}}}");

        var answer = run.Sidecar.PostAsync("/v1.0/state/c", """[{"key":"a","value":1},{"key":"b","value":1},{"key":"d","value":1}]""");
        await SidecarHarness.AdvanceUntilAsync(_clock, TimeSpan.FromSeconds(1), () => answer.IsCompleted);

        Assert.Equal((HttpStatusCode.NoContent, 4), ((await answer).Status, _component.Calls));
    }

    [Fact]
    public async Task Has_the_policies_its_target_names_and_no_default()
    {
        _component.OnCall = (_, _) => Task.FromException(new IOException("broken"));
        await using var run = await StartAsync(
            "{policies: {timeouts: {t: 1h}, retries: {DefaultRetryPolicy: {}}}, targets: {components: {c: {outbound: {timeout: t}}}}}");

        (await run.Call("state get")).IsError(HttpStatusCode.InternalServerError, "ERR_STATE_GET");

        Assert.Equal(1, _component.Calls);
    }

    private async Task<Running> StartAsync(string spec)
    {
        var app = new FakeApp().Hosts("A");
        var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            App = app,
            Clock = _clock,
            Yaml = Component + "  " + spec,
            Types = _component.AsTypes(),
        });
        await sidecar.PutAsync("/v1.0/actors/A/1/method/Do", "");
        return new Running(app, sidecar);
    }

    private sealed record Running(FakeApp App, SidecarHarness Sidecar) : IAsyncDisposable
    {
        private const string Set = """[{"operation":"upsert","request":{"key":"k","value":1}}]""";

        public Task<Answer> Call(string operation) => operation switch
        {
            "state get" => Sidecar.GetAsync("/v1.0/state/c/k"),
            "state set" => Sidecar.PostAsync("/v1.0/state/c", """[{"key":"k","value":1}]"""),
            "state delete" => Sidecar.DeleteAsync("/v1.0/state/c/k"),
            "state transaction" => Sidecar.PostAsync("/v1.0/state/c/transaction", $$"""{"operations":{{Set}}}"""),
            "actor state get" => Sidecar.GetAsync("/v1.0/actors/A/1/state/k"),
            "actor state transaction" => Sidecar.PostAsync("/v1.0/actors/A/1/state", Set),
            "publish" => Sidecar.PostAsync("/v1.0/publish/c/t", "1"),
            "binding" => Sidecar.PostAsync("/v1.0/bindings/c", """{"operation":"create"}"""),
            "lock" => Sidecar.PostAsync("/v1.0-alpha1/lock/c", """{"resourceId":"r","lockOwner":"o","expiryInSeconds":9}"""),
            "unlock" => Sidecar.PostAsync("/v1.0-alpha1/unlock/c", """{"resourceId":"r","lockOwner":"o"}"""),
            _ => Sidecar.GetAsync("/v1.0/secrets/c/s"),
        };

        public async ValueTask DisposeAsync()
        {
            await Sidecar.DisposeAsync();
            await App.DisposeAsync();
        }
    }
}
