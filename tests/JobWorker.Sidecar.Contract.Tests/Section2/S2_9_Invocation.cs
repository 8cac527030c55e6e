using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2;

public sealed class S2_9_Invocation : ContractTest
{
    [StatementForEach(Text = "2.9 any verb reaches the app itself at /path with body, query and headers", Needs = Feature.Invocation)]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task Itself(string verb)
    {
        App.On(Id, 418, "short", ("X-Colour", "blue"));
        var answer = await Sidecar.SendAsync(
            verb, $"/v1.0/invoke/contract/method/a/{Id}?x=1", verb == "GET" ? null : "body", "text/x", ("X-Shape", "round"));
        var call = App.Calls(Id)[0];

        Assert.Equal((418, "short", "blue"), (answer.Status, answer.Body, answer.Headers["X-Colour"]));
        Assert.Equal(
            ($"{verb} /a/{Id}?x=1", verb == "GET" ? "" : "body", "round"), (call.Line, call.Body, call.Header("X-Shape")));
    }

    [Statement(Text = "2.9 the header dapr-app-id takes the place of the path", Needs = Feature.Invocation)]
    public async Task ByHeader()
    {
        (await Sidecar.SendAsync("GET", $"/a/{Id}", headers: ("dapr-app-id", "contract"))).Is(200);

        Assert.Equal($"GET /a/{Id}", App.Calls(Id)[0].Line);
    }

    [Statement(Text = "2.9 an absolute address is called through the sidecar", Needs = Feature.Invocation)]
    public async Task Absolute()
    {
        (await Sidecar.GetAsync($"/v1.0/invoke/http://127.0.0.1:{App.Port}/method/b/{Id}")).Is(200);

        Assert.Equal($"GET /b/{Id}", App.Calls(Id)[0].Line);
    }

    [Statement(Text = "2.9 an app nobody knows: 500 ERR_DIRECT_INVOKE", Needs = Feature.Invocation)]
    public async Task Unknown() =>
        (await Sidecar.PostAsync("/v1.0/invoke/nobody-of-that-name/method/m", "")).IsError(500, "ERR_DIRECT_INVOKE");
}
