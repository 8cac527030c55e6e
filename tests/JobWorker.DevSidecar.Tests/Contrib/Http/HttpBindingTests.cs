using System.Net;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Contrib.Http;

public sealed class CallingThroughTheHttpBinding : IAsyncLifetime
{
    private readonly FakeApp _target = new();
    private SidecarHarness _sidecar = null!;

    public async Task InitializeAsync()
    {
        await _target.StartAsync();
        _sidecar = await StartAsync("");
    }

    public async Task DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task Sends_the_data_as_Go_would_write_it()
    {
        _target.On("POST /hook/a", 200, """{"ok":true}""");

        var answer = await CallAsync("""{"operation":"create","data":{"b":1.0,"a":"<"},"metadata":{"path":"/a?q=1"}}""");

        Assert.Equal((HttpStatusCode.OK, """{"ok":true}"""), (answer.Status, answer.Body));
        Assert.Equal(("200", "200 OK"), (answer.Headers["metadata.statusCode"], answer.Headers["metadata.status"]));
        var call = Assert.Single(_target.Calls);
        Assert.Equal(("""{"a":"\u003c","b":1}""", "?q=1"), (call.Body, call.Query));
        Assert.Equal("application/json; charset=utf-8", call.Headers.ContentType);
        Assert.Equal("application/json; charset=utf-8", call.Headers.Accept);
        Assert.NotEmpty(call.Headers["traceparent"].ToString());
    }

    [Fact]
    public async Task Sends_capitalised_metadata_as_headers_and_answers_with_headers_as_metadata()
    {
        _target.On("PUT /hook", (_, http) =>
        {
            http.Response.Headers["x-answer-id"] = "7";
            return Task.CompletedTask;
        });

        var answer = await CallAsync("""{"operation":"put","data":"x","metadata":{"X-Sign":"s","Content-Type":"text/plain","small":"no"}}""");

        Assert.Equal("7", answer.Headers["metadata.X-Answer-Id"]);
        var call = Assert.Single(_target.Calls);
        Assert.Equal(("s", "text/plain", "\"x\""), (call.Headers["X-Sign"].ToString(), call.Headers.ContentType.ToString(), call.Body));
        Assert.False(call.Headers.ContainsKey("small"));
    }

    [Theory]
    [InlineData("get", "GET")]
    [InlineData("delete", "DELETE")]
    [InlineData("patch", "PATCH")]
    [InlineData("options", "OPTIONS")]
    [InlineData("post", "POST")]
    public async Task Has_an_operation_for_each_verb(string operation, string verb)
    {
        _target.On($"{verb} /hook", 200);

        Assert.Equal(HttpStatusCode.OK, (await CallAsync($$"""{"operation":"{{operation}}"}""")).Status);
        Assert.Equal(verb is "POST" or "PATCH" ? "null" : "", Assert.Single(_target.Calls).Body);
    }

    [Fact]
    public async Task Fails_on_other_statuses_and_still_tells_them()
    {
        _target.On("POST /hook", 503, "busy");

        var answer = await CallAsync("""{"operation":"post","data":1}""");

        answer.IsError(HttpStatusCode.InternalServerError, "ERR_INVOKE_OUTPUT_BINDING");
        Assert.Contains("error invoking output binding webhook: received status code 503", answer.Body, StringComparison.Ordinal);
        Assert.Equal("503", answer.Headers["metadata.statusCode"]);
    }

    [Fact]
    public async Task Hands_other_statuses_on_when_asked_to()
    {
        _target.On("POST /hook", 404, "gone");

        var answer = await CallAsync("""{"operation":"post","data":1,"metadata":{"errorIfNot2XX":"false"}}""");

        Assert.Equal((HttpStatusCode.OK, "gone", "404"), (answer.Status, answer.Body, answer.Headers["metadata.statusCode"]));
    }

    [Theory]
    [InlineData(307, "POST", "1")]
    [InlineData(302, "GET", "")]
    public async Task Follows_redirects_as_Go_does(int status, string verb, string body)
    {
        _target.On("POST /hook", (_, http) =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "/other";
            return Task.CompletedTask;
        }).On($"{verb} /other", 200, "there");

        Assert.Equal("there", (await CallAsync("""{"operation":"post","data":1}""")).Body);
        Assert.Equal(body, _target.CallsTo($"{verb} /other")[0].Body);
    }

    [Fact]
    public async Task Gives_up_after_ten_redirects()
    {
        _target.On("GET /hook", (_, http) =>
        {
            http.Response.Redirect("/hook");
            return Task.CompletedTask;
        });

        Assert.Contains("stopped after 10 redirects", (await CallAsync("""{"operation":"get"}""")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cuts_off_long_answers_and_gives_up_on_late_ones()
    {
        await using var sidecar = await StartAsync("- {name: maxResponseBodySize, value: \"4\"}\n  - {name: responseTimeout, value: 200ms}");
        _target.On("GET /hook", 200, "123456").On("POST /hook", (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted));

        Assert.Equal("1234", (await sidecar.PostAsync("/v1.0/bindings/webhook", """{"operation":"get"}""")).Body);
        (await sidecar.PostAsync("/v1.0/bindings/webhook", """{"operation":"post"}"""))
            .IsError(HttpStatusCode.InternalServerError, "ERR_INVOKE_OUTPUT_BINDING");
    }

    [Theory]
    [InlineData("webhook", """{"operation":"dance"}""", HttpStatusCode.InternalServerError, "ERR_INVOKE_OUTPUT_BINDING")]
    [InlineData("other", """{"operation":"get"}""", HttpStatusCode.InternalServerError, "ERR_INVOKE_OUTPUT_BINDING")]
    [InlineData("webhook", "[", HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST")]
    public async Task Names_what_is_wrong(string name, string body, HttpStatusCode status, string code) =>
        (await _sidecar.PostAsync($"/v1.0/bindings/{name}", body)).IsError(status, code);

    private Task<Answer> CallAsync(string body) => _sidecar.PostAsync("/v1.0/bindings/webhook", body);

    private Task<SidecarHarness> StartAsync(string more) => SidecarHarness.StartAsync(new HarnessOptions
    {
        Yaml = $$"""
            kind: Component
            metadata: {name: webhook}
            spec:
              type: bindings.http
              metadata:
              - {name: url, value: "http://127.0.0.1:{{_target.Port}}/hook"}
            """ + (more.Length == 0 ? "" : "\n  " + more),
    });
}
