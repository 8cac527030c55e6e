using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section1;

public sealed class S1_4_EventAnswers : ContractTest
{
    [StatementForEach(Text = "1.4 any 2xx with an empty or unreadable body, no status or SUCCESS acknowledges")]
    [InlineData(200, "")]
    [InlineData(200, "not json")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"status":""}""")]
    [InlineData(200, """{"status":"SUCCESS"}""")]
    [InlineData(202, "")]
    [InlineData(204, "")]
    public async Task Taken(int status, string body)
    {
        App.On(Id, async (_, http) =>
        {
            http.Response.StatusCode = status;
            await http.Response.BodyWriter.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body));
        });
        await PublishAsync("retried", pubsub: "patient");

        await NothingMoreAsync("retried");
    }

    [Statement(Text = "1.4 404 means drop: the message goes to the dead letter topic and is acknowledged")]
    public Task NotFound() => DroppedAsync(404, "");

    [Statement(Text = "1.4 DROP: the message goes to the dead letter topic and is acknowledged")]
    public Task Drop() => DroppedAsync(200, """{"status":"DROP"}""");

    [StatementForEach(Text = "1.4 RETRY, an unknown status and every other code are tried again as the inbound retry policy says")]
    [InlineData(200, """{"status":"RETRY"}""")]
    [InlineData(200, """{"status":"WHATEVER"}""")]
    [InlineData(400, "")]
    [InlineData(401, "")]
    [InlineData(500, "")]
    [InlineData(503, """{"status":"SUCCESS"}""")]
    public async Task Retried(int status, string body)
    {
        var tries = 0;
        App.On(Id, (_, http) => Interlocked.Increment(ref tries) < 3 ? ContractApp.WriteAsync(http, status, body) : Task.CompletedTask);
        await PublishAsync("retried", pubsub: "patient");

        await App.WaitAsync(Id, 3, "POST /retried");
        Assert.Empty(App.Calls(Id, "POST /retried-dead"));
    }

    [Statement(Text = "1.4 once the retry policy is exhausted the original message goes to the dead letter topic")]
    public async Task Exhausted()
    {
        App.On(Id, (call, http) => ContractApp.WriteAsync(http, call.Target == "/retried" ? 500 : 200));
        await PublishAsync("retried", pubsub: "patient");
        var dead = await App.OneAsync(Id, "POST /retried-dead");

        var tries = App.Calls(Id).Where(call => call.Target == "/retried").ToList();
        Assert.Equal(4, tries.Count);
        Assert.Equal(tries[0].Json.GetProperty("id").GetString(), dead.Json.GetProperty("id").GetString());
    }

    [Statement(Text = "1.4 with a dead letter topic and no retry policy the first failure goes straight there")]
    public async Task StraightAway()
    {
        App.On(Id, (call, http) => ContractApp.WriteAsync(http, call.Target == "/orders" ? 500 : 200));
        await PublishAsync("orders");
        await App.OneAsync(Id, "POST /orders-dead");

        Assert.Single(App.Calls(Id), call => call.Target == "/orders");
    }

    [Statement(Text = "1.4 no retry policy and no dead letter topic: pubsub.redis acknowledges after any answer, and the message is lost")]
    public async Task Lost()
    {
        using var redis = Redis();
        App.On(Id, 500);
        await PublishAsync("plain");
        await App.OneAsync(Id);

        await Until.IsAsync("the acknowledgement", TimeSpan.FromSeconds(10),
            () => Task.FromResult(redis.Pending("plain", "contract") == 0 ? redis : null));
        Assert.Single(App.Calls(Id));
    }

    [Statement(Text = "1.4 the same without a dead letter topic, after the retries")]
    public async Task LostAfterRetries()
    {
        using var redis = Redis();
        App.On(Id, 500);
        await PublishAsync("retried-lost", pubsub: "patient");
        await App.WaitAsync(Id, 4);

        await Until.IsAsync("the acknowledgement", TimeSpan.FromSeconds(10),
            () => Task.FromResult(redis.Pending("retried-lost", "contract") == 0 ? redis : null));
        Assert.Equal(4, App.Calls(Id).Count);
    }

    private async Task DroppedAsync(int status, string body)
    {
        App.On(Id, (call, http) =>
            call.Target == "/retried" ? ContractApp.WriteAsync(http, status, body) : Task.CompletedTask);
        await PublishAsync("retried", pubsub: "patient");
        await App.OneAsync(Id, "POST /retried-dead");

        Assert.Single(App.Calls(Id), call => call.Target == "/retried");
    }

    /// <summary>The message came once, and when another has come after it there is still no second try and no dead letter.</summary>
    private async Task NothingMoreAsync(string topic)
    {
        await App.OneAsync(Id);
        var after = Mark.New();
        App.On(after, (_, http) => ContractApp.WriteAsync(http, 500));
        await Sidecar.PostAsync($"/v1.0/publish/patient/{topic}", $$"""{"mark":"{{after}}"}""");
        await App.WaitAsync(after, 5);

        Assert.Single(App.Calls(Id));
    }
}
