using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section1;

public sealed class S1_8_ActorCallbacks : ContractTest
{
    private string Actor => $"/v1.0/actors/Plain/{Id}";

    [StatementForEach(Text = "1.8 the app always sees PUT /actors/{type}/{id}/method/{method}")]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task AlwaysPut(string verb)
    {
        (await Sidecar.SendAsync(verb, $"{Actor}/method/run")).Is(200);

        Assert.Equal($"PUT /actors/Plain/{Id}/method/run", App.Calls(Id)[0].Line);
    }

    [Statement(Text = "1.8 body, content type, headers and query pass through")]
    public async Task Through()
    {
        await Sidecar.SendAsync("POST", $"{Actor}/method/run?a=1&b=%20", "<x/>", "application/xml", ("X-Colour", "green"));
        var call = App.Calls(Id)[0];

        Assert.Equal(
            ($"/actors/Plain/{Id}/method/run?a=1&b=%20", "<x/>", "application/xml", "green"),
            (call.Target, call.Body, call.Header("Content-Type"), call.Header("X-Colour")));
    }

    [Statement(Text = "1.8 the body and headers of the answer pass through")]
    public async Task Back()
    {
        App.On(Id, 200, "<y/>", ("Content-Type", "application/xml"), ("X-Colour", "blue"));
        var answer = await Sidecar.PostAsync($"{Actor}/method/run", "");

        Assert.Equal((200, "<y/>", "application/xml", "blue"),
            (answer.Status, answer.Body, answer.Headers["Content-Type"], answer.Headers["X-Colour"]));
    }

    [StatementForEach(Text = "1.8 the answer must be exactly 200")]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(400)]
    [InlineData(500)]
    public async Task Exactly(int status)
    {
        App.On(Id, (_, http) =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        (await Sidecar.PostAsync($"{Actor}/method/run", "")).IsError(500, "ERR_ACTOR_INVOKE_METHOD");
        Assert.Single(App.Calls(Id));
    }

    [Statement(Text = "1.8 404 is permanent: actor method not found")]
    public async Task NoMethod()
    {
        App.On(Id, 404);
        var answer = await Sidecar.PostAsync($"{Actor}/method/run", "");

        answer.IsError(500, "ERR_ACTOR_INVOKE_METHOD");
        Assert.Contains("actor method not found", answer.Body, StringComparison.Ordinal);
        Assert.Single(App.Calls(Id));
    }

    [Statement(Text = "1.8 X-DaprErrorResponseHeader with 200 is the application's error: passed on, not retried")]
    public async Task ApplicationError()
    {
        App.On(Id, 200, "broken", ("X-DaprErrorResponseHeader", "true"));
        var answer = await Sidecar.PostAsync($"{Actor}/method/run", "");

        Assert.Equal((200, "broken", "true"), (answer.Status, answer.Body, answer.Headers["X-DaprErrorResponseHeader"]));
        Assert.Single(App.Calls(Id));
    }

    [Statement(Text = "1.8 a reminder calls PUT …/method/remind/{name} with its data, and dueTime and period are empty strings")]
    public async Task Reminder()
    {
        (await Sidecar.PostAsync($"{Actor}/reminders/tick", """{"dueTime":"10ms","period":"1h","data":{"a": [1]}}""")).Is(204);
        var call = await App.OneAsync(Id);
        await Sidecar.DeleteAsync($"{Actor}/reminders/tick");

        Assert.Equal($"PUT /actors/Plain/{Id}/method/remind/tick", call.Line);
        Assert.Equal(("", ""), (call.Json.GetProperty("dueTime").GetString(), call.Json.GetProperty("period").GetString()));
        Assert.Equal(1, call.Json.GetProperty("data").GetProperty("a")[0].GetInt32());
    }

    [Statement(Text = "1.8 a timer calls PUT …/method/timer/{name} with callback, data, dueTime and period as they were given")]
    public async Task Timer()
    {
        (await Sidecar.PostAsync($"{Actor}/timers/tock", """{"dueTime":"10ms","period":"1h","callback":"Go","data":"d"}""")).Is(204);
        var call = await App.OneAsync(Id);
        await Sidecar.DeleteAsync($"{Actor}/timers/tock");

        Assert.Equal($"PUT /actors/Plain/{Id}/method/timer/tock", call.Line);
        Assert.Equal(
            ("Go", "d", "10ms", "1h"),
            (call.Json.GetProperty("callback").GetString(), call.Json.GetProperty("data").GetString(),
                call.Json.GetProperty("dueTime").GetString(), call.Json.GetProperty("period").GetString()));
    }

    [StatementForEach(Text = "1.8 X-DaprReminderCancel: true stops a reminder and a timer")]
    [InlineData("reminders")]
    [InlineData("timers")]
    public async Task Cancel(string kind)
    {
        App.On(Id, 200, "", ("X-DaprReminderCancel", "true"));
        await Sidecar.PostAsync($"{Actor}/{kind}/tick", """{"dueTime":"0s","period":"100ms"}""");
        await App.OneAsync(Id);
        await OthersTickAsync(kind, 4);

        Assert.Single(App.Calls(Id));
    }

    [Statement(Text = "1.8 deactivation is DELETE /actors/{type}/{id}, without a body")]
    public async Task Deactivation()
    {
        await Sidecar.PostAsync($"/v1.0/actors/Brief/{Id}/method/run", "x");
        var end = await App.OneAsync(Id, "DELETE ");

        Assert.Equal(($"DELETE /actors/Brief/{Id}", ""), (end.Line, end.Body));
    }

    [Statement(Text = "1.8 activation has no callback: the first call activates")]
    public async Task Activation()
    {
        (await Sidecar.GetAsync($"{Actor}/state/k")).IsError(400, "ERR_ACTOR_INSTANCE_MISSING");
        await Sidecar.PostAsync($"{Actor}/method/run", "");

        (await Sidecar.GetAsync($"{Actor}/state/k")).Is(204);
        Assert.Single(App.Calls(Id));
    }

    [StatementForEach(Text = "1.8 actor types that begin with dapr.internal. are reserved: state, reminders and timers answer 403")]
    [InlineData("GET", "state/k")]
    [InlineData("PUT", "state")]
    [InlineData("PUT", "reminders/r")]
    [InlineData("PUT", "timers/t")]
    public async Task Reserved(string verb, string rest) =>
        (await Sidecar.SendAsync(verb, $"/v1.0/actors/dapr.internal.x/{Id}/{rest}", verb == "GET" ? null : "{}"))
            .IsError(403, "ERR_ACTOR_TYPE_RESERVED");

    [Statement(Text = "1.8 reentrancy: Dapr-Reentrancy-Id is added, and a call with it goes through while the first is in progress", Needs = Feature.Reentrancy)]
    public async Task Reentrant()
    {
        App.On(Id, async (call, _) =>
        {
            if (call.Target.EndsWith("/outer", StringComparison.Ordinal))
            {
                var inner = await Sidecar.SendAsync("PUT", $"/v1.0/actors/Nested/{Id}/method/inner", "",
                    headers: ("Dapr-Reentrancy-Id", call.Header("Dapr-Reentrancy-Id")));
                inner.Is(200);
            }
        });

        (await Sidecar.PutAsync($"/v1.0/actors/Nested/{Id}/method/outer", "")).Is(200);
        Assert.Equal(2, App.Calls(Id).Count);
        Assert.True(Guid.TryParse(App.Calls(Id)[0].Header("Dapr-Reentrancy-Id"), out _));
    }

    [Statement(Text = "1.8 reentrancy: deeper than maxStackDepth answers 500 ERR_ACTOR_STACK_DEPTH", Needs = Feature.Reentrancy)]
    public async Task TooDeep()
    {
        Answer? deepest = null;
        App.On(Id, async (call, _) =>
        {
            var inner = await Sidecar.SendAsync("PUT", $"/v1.0/actors/Nested/{Id}/method/m", "",
                headers: ("Dapr-Reentrancy-Id", call.Header("Dapr-Reentrancy-Id")));
            deepest ??= inner;
        });
        await Sidecar.PutAsync($"/v1.0/actors/Nested/{Id}/method/m", "");

        deepest!.IsError(500, "ERR_ACTOR_STACK_DEPTH");
        Assert.Equal(3, App.Calls(Id).Count);
    }

    /// <summary>Another actor's ticks show that time for ours has passed.</summary>
    private async Task OthersTickAsync(string kind, int ticks)
    {
        var other = Mark.New();
        await Sidecar.PostAsync($"/v1.0/actors/Plain/{other}/{kind}/tick", """{"dueTime":"100ms","period":"100ms"}""");
        await App.WaitAsync(other, ticks);
        await Sidecar.DeleteAsync($"/v1.0/actors/Plain/{other}/{kind}/tick");
    }
}
