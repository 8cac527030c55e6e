using Dapr;
using Dapr.Actors;
using Dapr.Actors.Client;

namespace JobWorker.StandIns.Tests.Dapr.Actors;

public sealed class CallingActors
{
    private static readonly ActorProxyOptions InJson = new() { UseJsonSerialization = true };

    [Fact]
    public async Task Goes_there_and_back_with_polymorphic_values()
    {
        await using var app = await ActorApp.StartAsync();
        var tally = Tally(app, "a %é|");

        await tally.TellAsync(new TallyCommand.Add(2));
        var reply = await tally.TellAsync(new TallyCommand.Add(3));

        Assert.Equal(new TallyReply.Total(5), reply);
        var seen = app.Sidecar.Requests.First();
        Assert.Equal(("PUT", "/v1.0/actors/TallyActor/a%20%25%C3%A9%7C/method/TellAsync"), (seen.Method, seen.Target));
        Assert.Equal("""{"command":"add","number":2}""", seen.Body);
        Assert.Equal("secret", seen.Headers["dapr-api-token"]);
    }

    [Fact]
    public async Task Calls_methods_without_value_or_answer()
    {
        await using var app = await ActorApp.StartAsync();

        await Tally(app, "a1").ResetAsync();

        Assert.Equal("a1", await Tally(app, "a1").WhoAsync(default));
        Assert.Null(await Tally(app, "nobody").WhoAsync(default));
    }

    [Fact]
    public async Task Throws_what_tells_of_the_exception_over_there()
    {
        await using var app = await ActorApp.StartAsync();

        var error = await Assert.ThrowsAsync<ActorMethodInvocationException>(
            () => Tally(app, "a1").TellAsync(new TallyCommand.Fail("out of ink")));

        var inner = Assert.IsType<ActorInvokeException>(error.InnerException);
        Assert.Equal(("System.InvalidOperationException", "out of ink"), (inner.ActualExceptionType, inner.Message));
        Assert.False(error.IsTransient);
        await Assert.ThrowsAsync<ActorMethodInvocationException>(() => Tally(app, "a1").ThrowAtOnceAsync());
    }

    [Fact]
    public async Task Calls_by_name_and_throws_the_sidecars_error()
    {
        await using var app = await ActorApp.StartAsync();
        var weak = app.Proxies.Create(new ActorId("a1"), nameof(TallyActor));

        var reply = await weak.InvokeMethodAsync<TallyCommand, TallyReply>("TellAsync", new TallyCommand.Add(1));
        await weak.InvokeMethodAsync("ResetAsync");

        Assert.Equal(new TallyReply.Total(1), reply);
        Assert.Equal("a1", await weak.InvokeMethodAsync<string>("WhoAsync"));
        Assert.False(app.Sidecar.Requests.First().Headers.ContainsKey("X-DaprRequestHeader"));
        var error = await Assert.ThrowsAsync<DaprApiException>(() => weak.InvokeMethodAsync("ArmAsync", "nonsense"));
        Assert.Equal("ERR_ACTOR_INVOKE_METHOD", error.ErrorCode);
    }

    [Fact]
    public async Task Hands_on_the_chain_of_a_reentrant_call()
    {
        await using var app = await ActorApp.StartAsync();

        await app.PutAsync("/actors/TallyActor/a1/method/AskAsync", "\"a2\"", ("Dapr-Reentrancy-Id", "chain-7"));
        await app.PutAsync("/actors/TallyActor/a1/method/AskAsync", "\"a3\"");

        Assert.Equal("chain-7", app.Sidecar.Requests.First().Headers["Dapr-Reentrancy-Id"]);
        Assert.False(app.Sidecar.Requests.Last().Headers.ContainsKey("Dapr-Reentrancy-Id"));
    }

    [Fact]
    public async Task Cancels_the_call_when_the_caller_gives_up()
    {
        await using var app = await ActorApp.StartAsync();
        using var cancel = new CancellationTokenSource();

        var call = Tally(app, "a1").WaitAsync("nap", cancel.Token);
        await app.Life.Waiting.Task;
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Lets_a_sidecar_that_is_away_show()
    {
        await using var app = await ActorApp.StartAsync();
        await app.Sidecar.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => Tally(app, "a1").ResetAsync());
    }

    [Fact]
    public void Knows_whom_it_stands_for()
    {
        var proxy = (IActorProxy)new ActorProxyFactory(InJson).CreateActorProxy<ITally>(new ActorId("a1"), "T");

        Assert.Equal((new ActorId("a1"), "T"), (proxy.ActorId, proxy.ActorType));
        Assert.True(new ActorId("a") == new ActorId("a") && new ActorId("a") != new ActorId("A"));
    }

    [Fact]
    public void Refuses_a_typed_proxy_that_is_not_to_speak_json() =>
        Assert.Throws<NotSupportedException>(() => ActorProxy.Create<ITally>(new ActorId("a1"), "T", new ActorProxyOptions()));

    [Theory]
    [InlineData(typeof(INotPublic), "must be public")]
    [InlineData(typeof(ITwoValues), "at most one value")]
    [InlineData(typeof(INoTask), "must return Task")]
    [InlineData(typeof(IOverloaded), "more than one method named GoAsync")]
    [InlineData(typeof(IDisposable), "must extend IActor")]
    public void Refuses_an_interface_that_breaks_a_rule(Type type, string rule)
    {
        var error = Assert.Throws<ArgumentException>(
            () => new ActorProxyFactory(InJson).CreateActorProxy(new ActorId("a1"), type, "T"));

        Assert.Contains(rule, error.Message, StringComparison.Ordinal);
    }

    private static ITally Tally(ActorApp app, string id) =>
        app.Proxies.CreateActorProxy<ITally>(new ActorId(id), nameof(TallyActor));

    internal interface INotPublic : IActor;

    public interface ITwoValues : IActor
    {
        Task GoAsync(int a, int b);
    }

    public interface INoTask : IActor
    {
        int Go();
    }

    public interface IOverloaded : IActor
    {
        Task GoAsync();

        Task GoAsync(int a);
    }
}
