using System.Text.Json;
using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2;

public sealed class S2_3_Bindings : ContractTest
{
    [StatementForEach(Text = "2.3 invoking answers 200 with the target's body")]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task Invoked(string verb)
    {
        App.On(Id, 200, "thanks");

        (await Sidecar.SendAsync(verb, "/v1.0/bindings/hook", Body("post"))).Is(200, "thanks");
    }

    [StatementForEach(Text = "2.3 bindings.http: the operation is the verb, create is POST")]
    [InlineData("create", "POST")]
    [InlineData("post", "POST")]
    [InlineData("put", "PUT")]
    [InlineData("patch", "PATCH")]
    [InlineData("get", "GET")]
    [InlineData("delete", "DELETE")]
    [InlineData("options", "OPTIONS")]
    [InlineData("head", "HEAD")]
    public async Task Operations(string operation, string verb)
    {
        (await Sidecar.PostAsync("/v1.0/bindings/hook", Body(operation, $$""","metadata":{"path":"{{Id}}"}"""))).Is(200);

        Assert.Equal($"{verb} /hook/{Id}", App.Calls(Id)[0].Line);
    }

    [Statement(Text = "2.3 bindings.http: path is appended with one slash, its query included")]
    public async Task Path()
    {
        await Sidecar.PostAsync("/v1.0/bindings/hook", Body("get", $$""","metadata":{"path":"/a/{{Id}}?x=1"}"""));

        Assert.Equal($"GET /hook/a/{Id}?x=1", App.Calls(Id)[0].Line);
    }

    [Statement(Text = "2.3 bindings.http: metadata that begins with a capital letter is a header, other metadata is not")]
    public async Task Headers()
    {
        await Sidecar.PostAsync("/v1.0/bindings/hook", Body("post", ""","metadata":{"X-Colour":"green","colour":"red","Content-Type":"text/x"}"""));
        var call = App.Calls(Id)[0];

        Assert.Equal(("green", "", "text/x"), (call.Header("X-Colour"), call.Header("colour"), call.Header("Content-Type")));
    }

    [Statement(Text = "2.3 bindings.http: Content-Type and Accept are application/json; charset=utf-8 by default, with a traceparent")]
    public async Task DefaultHeaders()
    {
        await Sidecar.PostAsync("/v1.0/bindings/hook", Body("post"));
        var call = App.Calls(Id)[0];

        Assert.Equal(("application/json; charset=utf-8", "application/json; charset=utf-8"), (call.Header("Content-Type"), call.Header("Accept")));
        Assert.Matches("^00-", call.Header("traceparent"));
    }

    [Statement(Text = "2.3 bindings.http: JSON is written again as Go does: sorted keys, numbers as float64, < > & escaped")]
    public async Task GoJson()
    {
        await Sidecar.PostAsync("/v1.0/bindings/hook", $$"""
            {"operation":"post","data":{"z":1.0,"b":"<&>","a":12345678901234567890, "mark":"{{Id}}","e":1e21,"s":"\u00fc"} }
            """);

        Assert.Equal(
            "{\"a\":12345678901234567000,\"b\":\"\\u003c\\u0026\\u003e\",\"e\":1e+21,\"mark\":\"" + Id + "\",\"s\":\"ü\",\"z\":1}",
            App.Calls(Id)[0].Body);
    }

    [Statement(Text = "2.3 bindings.http: a string is sent with its quotes")]
    public async Task Quotes()
    {
        await Sidecar.PostAsync("/v1.0/bindings/hook", $$"""{"operation":"post","data":"{{Id}}"}""");

        Assert.Equal($"\"{Id}\"", App.Calls(Id)[0].Body);
    }

    [Statement(Text = "2.3 the component's metadata are answered as headers metadata.*")]
    public async Task Metadata()
    {
        App.On(Id, 201, "", ("X-Colour", "blue"));
        var answer = await Sidecar.PostAsync("/v1.0/bindings/hook", Body("post"));

        Assert.Equal(
            ("201", "201 Created", "blue"),
            (answer.Headers["metadata.statusCode"], answer.Headers["metadata.status"], answer.Headers["metadata.X-Colour"]));
    }

    [Statement(Text = "2.3 a target's non-2xx is 500 ERR_INVOKE_OUTPUT_BINDING, with metadata.statusCode all the same")]
    public async Task Failure()
    {
        App.On(Id, 404, "not here");
        var answer = await Sidecar.PostAsync("/v1.0/bindings/hook", Body("post"));

        answer.IsError(500, "ERR_INVOKE_OUTPUT_BINDING");
        Assert.Contains("error invoking output binding hook: received status code 404", answer.Body, StringComparison.Ordinal);
        Assert.Equal("404", answer.Headers["metadata.statusCode"]);
    }

    [Statement(Text = "2.3 bindings.http: errorIfNot2XX false answers 200 with the target's status in metadata.statusCode")]
    public async Task NoError()
    {
        App.On(Id, 503, "tired");
        var answer = await Sidecar.PostAsync("/v1.0/bindings/hook", Body("post", ""","metadata":{"errorIfNot2XX":"false"}"""));

        answer.Is(200, "tired");
        Assert.Equal("503", answer.Headers["metadata.statusCode"]);
    }

    [Statement(Text = "2.3 bindings.http: redirects are followed")]
    public async Task Redirect()
    {
        App.On(Id, (call, http) => call.Target.EndsWith("?there", StringComparison.Ordinal)
            ? ContractApp.WriteAsync(http, 200, "arrived")
            : ContractApp.WriteAsync(http, 307, "", ("Location", $"/hook/{Id}?there")));

        (await Sidecar.PostAsync("/v1.0/bindings/hook", Body("post"))).Is(200, "arrived");
    }

    [Statement(Text = "2.3 an unknown binding: 500 ERR_INVOKE_OUTPUT_BINDING")]
    public async Task Unknown() => (await Sidecar.PostAsync("/v1.0/bindings/nowhere", Body("post"))).IsError(500, "ERR_INVOKE_OUTPUT_BINDING");

    [Statement(Text = "2.3 an unsupported operation: 500 ERR_INVOKE_OUTPUT_BINDING")]
    public async Task Operation() => (await Sidecar.PostAsync("/v1.0/bindings/hook", Body("dance"))).IsError(500, "ERR_INVOKE_OUTPUT_BINDING");

    [Statement(Text = "2.3 a target that does not answer: 500 ERR_INVOKE_OUTPUT_BINDING")]
    public async Task Nobody() => (await Sidecar.PostAsync("/v1.0/bindings/nobody", Body("post"))).IsError(500, "ERR_INVOKE_OUTPUT_BINDING");

    [StatementForEach(Text = "2.3 a body that is no JSON object: 400 ERR_MALFORMED_REQUEST")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"operation":5}""")]
    [InlineData("""{"operation":"post","metadata":[]}""")]
    [InlineData("""{"operation":"post","metadata":{"a":5}}""")]
    public async Task Malformed(string body) => (await Sidecar.PostAsync("/v1.0/bindings/hook", body)).IsError(400, "ERR_MALFORMED_REQUEST");

    private string Body(string operation, string more = "") =>
        $$"""{"operation":{{JsonSerializer.Serialize(operation)}},"data":{"mark":"{{Id}}"}{{more}}}""";
}
