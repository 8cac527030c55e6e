using System.Net;
using System.Text;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.DevSidecar.Tests.Api.Invocation;

public sealed class InvokingAnApp : IAsyncLifetime
{
    private readonly FakeApp _app = new();
    private SidecarHarness _sidecar = null!;

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        _sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            App = _app,
            Flags = ["--max-body-size=64Ki"],
            Environment = new Dictionary<string, string> { ["APP_API_TOKEN"] = "s3cret", ["HEADER"] = "of the endpoint" },
            Yaml = $$"""
                kind: HTTPEndpoint
                metadata: {name: outside}
                spec:
                  baseUrl: http://127.0.0.1:{{_app.Port}}/base/
                  headers: [{name: X-Key, envRef: HEADER}, {name: Content-Type, value: text/weird}]
                """,
        });
    }

    public async Task DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("PURGE")]
    public async Task Hands_verb_path_query_headers_and_body_through_and_the_answer_back(string verb)
    {
        _app.On($"{verb} /orders/a%20b", async (_, http) =>
        {
            http.Response.StatusCode = StatusCodes.Status418ImATeapot;
            http.Response.ContentType = "text/x-tea";
            http.Response.Headers["X-Tea"] = new(["green", "black"]);
            await http.Response.WriteAsync("tea");
        });

        var answer = await _sidecar.SendAsync(
            new HttpMethod(verb), "/v1.0/invoke/app/method/orders/a%20b?x=1&y=%2F", "the body", "text/x-mine", ("X-Mine", "v"), ("traceparent", "00-1-2-00"));

        Assert.Equal((418, "tea"), ((int)answer.Status, answer.Body));
        Assert.Equal(("text/x-tea", "green, black"), (answer.Headers["Content-Type"], answer.Headers["X-Tea"]));
        var call = Assert.Single(_app.CallsTo($"{verb} /orders/a%20b"));
        Assert.Equal(("?x=1&y=%2F", "the body"), (call.Query, call.Body));
        Assert.Equal(("text/x-mine", "v", "00-1-2-00"), (call.Header("Content-Type"), call.Header("X-Mine"), call.Header("traceparent")));
        Assert.Equal(("s3cret", "app", "app", "default"),
            (call.Header("dapr-api-token"), call.Header("dapr-caller-app-id"), call.Header("dapr-callee-app-id"), call.Header("dapr-caller-namespace")));
    }

    [Fact]
    public async Task Knows_head_and_begins_a_trace()
    {
        _app.On("HEAD /x", (_, http) =>
        {
            http.Response.ContentLength = 1_000_000;
            return Task.CompletedTask;
        });

        var answer = await _sidecar.SendAsync(HttpMethod.Head, "/v1.0/invoke/app/method/x");

        Assert.Equal((HttpStatusCode.OK, "1000000", ""), (answer.Status, answer.Headers["Content-Length"], answer.Body));
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-00$", Assert.Single(_app.CallsTo("HEAD /x")).Headers.TraceParent.ToString());
    }

    [Fact]
    public async Task Keeps_headers_of_one_hop_and_claims_about_the_caller_to_itself()
    {
        _app.On("GET /x", (_, http) =>
        {
            http.Response.Headers["Proxy-Authenticate"] = "Basic";
            http.Response.Headers.Trailer = "X-Sum";
            http.Response.Headers["X-End"] = "stays";
            return Task.CompletedTask;
        });

        var answer = await _sidecar.SendAsync(HttpMethod.Get, "/v1.0/invoke/app/method/x", headers:
            [("Connection", "X-Named"), ("X-Named", "1"), ("Keep-Alive", "timeout=5"), ("TE", "trailers"), ("HTTP2-Settings", "A"),
             ("Proxy-Authorization", "Basic x"), ("Proxy-Connection", "keep-alive"), ("Authorization", "Bearer t"), ("dapr-caller-app-id", "admin")]);

        var seen = Assert.Single(_app.CallsTo("GET /x")).Headers;
        Assert.DoesNotContain(seen.Keys, name => name is "X-Named" or "Keep-Alive" or "TE" or "HTTP2-Settings" or "Proxy-Authorization" or "Proxy-Connection");
        Assert.Equal(("Bearer t", "app"), (seen.Authorization.ToString(), seen["dapr-caller-app-id"].ToString()));
        Assert.Equal("stays", answer.Headers["X-End"]);
        Assert.DoesNotContain("Proxy-Authenticate", answer.Headers.Keys);
        Assert.DoesNotContain("Trailer", answer.Headers.Keys);
    }

    [Fact]
    public async Task Takes_the_target_from_a_header_or_from_basic_authentication()
    {
        _app.On("GET /a/b", 200, "by name");
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("dapr-app-id:app"));

        Assert.Equal("by name", (await _sidecar.SendAsync(HttpMethod.Get, "/a/b", headers: ("dapr-app-id", "app"))).Body);
        Assert.Equal("by name", (await _sidecar.SendAsync(HttpMethod.Get, "/a/b", headers: ("Authorization", $"Basic {basic}"))).Body);
        Assert.All(_app.CallsTo("GET /a/b"), call => Assert.Empty(call.Headers.Authorization.ToString() + call.Headers["dapr-app-id"]));
        Assert.Contains("\"id\":\"app\"", (await _sidecar.SendAsync(HttpMethod.Get, "/v1.0/metadata", headers: ("dapr-app-id", "app"))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_both_bodies()
    {
        var (begun, half) = (new TaskCompletionSource<string>(), new TaskCompletionSource());
        _app.OnRaw("POST /stream", async http =>
        {
            var buffer = new byte[5];
            await http.Request.Body.ReadExactlyAsync(buffer);
            begun.SetResult(Encoding.UTF8.GetString(buffer));
            var rest = await new StreamReader(http.Request.Body).ReadToEndAsync();
            await http.Response.WriteAsync("first");
            await http.Response.Body.FlushAsync();
            await half.Task;
            await http.Response.WriteAsync(rest);
        });
        using var body = new PushedContent();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1.0/invoke/app/method/stream") { Content = body };
        await body.PushAsync("begin");
        var sending = _sidecar.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("begin", await begun.Task);

        await body.PushAsync(" and last");
        body.End();
        using var response = await sending;
        await using var answer = await response.Content.ReadAsStreamAsync();
        var first = new byte[5];
        await answer.ReadExactlyAsync(first);
        Assert.Equal("first", Encoding.UTF8.GetString(first));

        half.SetResult();
        Assert.Equal(" and last", await new StreamReader(answer).ReadToEndAsync());
    }

    [Fact]
    public async Task Bounds_bodies_by_the_limit_alone()
    {
        _app.On("GET /long", (_, http) =>
        {
            http.Response.ContentLength = 100_000;
            return http.Response.WriteAsync(new string('x', 100_000));
        }).On("GET /endless", (_, http) => http.Response.WriteAsync(new string('x', 100_000)));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _sidecar.PostAsync("/v1.0/invoke/app/method/x", new string('x', 70_000))).Status);
        (await _sidecar.GetAsync("/v1.0/invoke/app/method/long")).IsError(HttpStatusCode.InternalServerError, "ERR_DIRECT_INVOKE");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _sidecar.GetAsync("/v1.0/invoke/app/method/endless"));
    }

    [Fact]
    public async Task Says_that_the_app_cannot_be_reached_and_passes_redirects_on()
    {
        _app.On("GET /moved", (_, http) =>
        {
            http.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _sidecar.Sidecar.Address };
        Assert.Equal(HttpStatusCode.Redirect, (await http.GetAsync("/v1.0/invoke/app/method/moved")).StatusCode);

        await _app.StopAsync();
        var refused = await _sidecar.GetAsync("/v1.0/invoke/app/method/x");
        refused.IsError(HttpStatusCode.InternalServerError, "ERR_DIRECT_INVOKE");
        Assert.Contains("failed to invoke, id: app, err: cannot reach the app", refused.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1.0/invoke/nobody/method/x", "couldn't find service: nobody")]
    [InlineData("/v1.0/invoke/app.elsewhere/method/x", "couldn't find service: app. No sidecar of it in namespace elsewhere")]
    [InlineData("/v1.0/invoke/a.b.c/method/x", "invalid app id a.b.c")]
    [InlineData("/v1.0/invoke/http://127.0.0.1:1/method/x", "id: http://127.0.0.1:1")]
    public async Task Says_why_others_cannot_be_reached(string path, string reason)
    {
        var answer = await _sidecar.GetAsync(path);

        answer.IsError(HttpStatusCode.InternalServerError, "ERR_DIRECT_INVOKE");
        Assert.Contains(reason, System.Text.RegularExpressions.Regex.Unescape(answer.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reaches_addresses_and_endpoints_outside()
    {
        _app.On("POST /base/x", 201, "endpoint").On("POST /x", 202, "address");

        var endpoint = await _sidecar.SendAsync(HttpMethod.Post, "/v1.0/invoke/outside/method/x?q=1", "body", "text/mine", ("X-Key", "caller's"));
        var address = await _sidecar.PostAsync($"/v1.0/invoke/http://127.0.0.1:{_app.Port}/method/x", "body");

        Assert.Equal((HttpStatusCode.Created, "endpoint"), (endpoint.Status, endpoint.Body));
        Assert.Equal((HttpStatusCode.Accepted, "address"), (address.Status, address.Body));
        var call = Assert.Single(_app.CallsTo("POST /base/x"));
        Assert.Equal(("of the endpoint", "text/weird", "?q=1", "body"), (call.Header("X-Key"), call.Header("Content-Type"), call.Query, call.Body));
        Assert.All(_app.Calls.Where(one => one.Method == "POST"), one => Assert.Empty(one.Headers["dapr-api-token"].ToString()));
        Assert.Contains("""
            "httpEndpoints":[{"name":"outside"}]
            """.Trim(), (await _sidecar.GetAsync("/v1.0/metadata")).Body, StringComparison.Ordinal);
    }
}

/// <summary>A body that is sent piece by piece.</summary>
internal sealed class PushedContent : HttpContent
{
    private readonly System.Threading.Channels.Channel<byte[]> _pieces = System.Threading.Channels.Channel.CreateUnbounded<byte[]>();

    public async Task PushAsync(string text) => await _pieces.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));

    public void End() => _pieces.Writer.Complete();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await foreach (var piece in _pieces.Reader.ReadAllAsync())
        {
            await stream.WriteAsync(piece);
            await stream.FlushAsync();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
