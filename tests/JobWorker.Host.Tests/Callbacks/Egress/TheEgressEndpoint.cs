using System.Net;
using System.Net.Sockets;
using System.Text;
using JobWorker.Core.Callbacks;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Egress.Batches;
using JobWorker.Host.Callbacks.Routes;
using JobWorker.Host.Callbacks.Signing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Callbacks.Egress;

public sealed class TheEgressEndpoint : IAsyncLifetime
{
    internal const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly HttpClient _http = new();
    private readonly List<(IHeaderDictionary Headers, string Body)> _received = [];
    private WebServer? _receiver;
    private WebServer? _egress;
    private Func<HttpContext, Task> _answer = _ => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _receiver = await WebServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            _received.Add((new HeaderDictionary(context.Request.Headers.ToDictionary()), await reader.ReadToEndAsync()));
            await _answer(context);
        });
        _egress = await StartEgressAsync(allowPrivate: true);
    }

    public async Task DisposeAsync()
    {
        await _egress!.DisposeAsync();
        await _receiver!.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task Posts_id_status_and_detail_in_the_order_clients_know()
    {
        using var response = await PostAsync(_receiver!.Url + "/hook?x=1");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var (headers, body) = Assert.Single(_received);
        Assert.Equal("""{"id":"a","status":0,"detail":{"jobId":"u","jobName":"n"}}""", body);
        Assert.Equal("application/json", headers.ContentType);
        Assert.Equal(("msg_1", "3", "2"), ((string)headers["webhook-id"]!, (string)headers["x-jobworker-sequence"]!, (string)headers["x-jobworker-attempt"]!));
    }

    [Fact]
    public async Task Signs_the_exact_bytes()
    {
        using var response = await PostAsync(_receiver!.Url);

        var (headers, body) = _received[0];
        var timestamp = long.Parse(headers["webhook-timestamp"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(WebhookSignature.Verify(Secret, "msg_1", timestamp, Encoding.UTF8.GetBytes(body), headers["webhook-signature"]!));
    }

    [Fact]
    public async Task Posts_what_is_signed_already_as_it_is()
    {
        var ready = new ReadyRequest(new Dictionary<string, string> { ["X-Any"] = "1,2", ["User-Agent"] = "me/1" }, """{"b":1,"a":[0.10]}""");

        using var response = await PostAsync(_receiver!.Url, body: Encoding.UTF8.GetString(ready.ToJson()), isReady: true);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var (headers, body) = Assert.Single(_received);
        Assert.Equal(("""{"b":1,"a":[0.10]}""", "1,2", "me/1"), (body, (string?)headers["X-Any"], (string?)headers.UserAgent));
        Assert.Equal("application/json", headers.ContentType);
        Assert.False(headers.ContainsKey("webhook-signature"));
    }

    [Fact]
    public async Task Refuses_what_is_signed_already_but_may_not_go_there_or_is_no_request()
    {
        await using var egress = await StartEgressAsync(allowPrivate: false);
        var ready = Encoding.UTF8.GetString(new ReadyRequest(new Dictionary<string, string>(), "{}").ToJson());

        using var refused = await PostAsync(_receiver!.Url, egress, ready, isReady: true);
        using var wrong = await PostAsync(_receiver.Url, egress, """{"Headers":{}}""", isReady: true);
        using var nowhere = await PostAsync("nowhere", egress, ready, isReady: true);

        Assert.Equal("true", refused.Headers.GetValues(EgressHeaders.Refused).Single());
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (wrong.StatusCode, nowhere.StatusCode));
        Assert.Empty(_received);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(500)]
    public async Task Mirrors_the_receivers_status(int status)
    {
        _answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        using var response = await PostAsync(_receiver!.Url);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.False(response.Headers.Contains(EgressHeaders.Error));
    }

    [Fact]
    public async Task Passes_the_receivers_wish_to_wait_on()
    {
        _answer = context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "17";
            return Task.CompletedTask;
        };

        using var response = await PostAsync(_receiver!.Url);

        Assert.Equal(TimeSpan.FromSeconds(17), response.Headers.RetryAfter!.Delta);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Follows_no_redirect(int status)
    {
        _answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = _receiver!.Url + "/elsewhere";
            return Task.CompletedTask;
        };

        using var response = await PostAsync(_receiver!.Url);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("redirects are not followed", ErrorOf(response), StringComparison.Ordinal);
        Assert.Single(_received);
    }

    [Fact]
    public async Task Gives_up_on_a_receiver_that_hangs()
    {
        await using var egress = await StartEgressAsync(allowPrivate: true, TimeSpan.FromSeconds(1));
        _answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

        using var response = await PostAsync(_receiver!.Url, egress);

        Assert.Contains("No answer within 1 s", ErrorOf(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_read_an_answer_without_end()
    {
        _answer = async context =>
        {
            var chunk = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
        };

        using var response = await PostAsync(_receiver!.Url);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Says_when_nobody_listens()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        using var response = await PostAsync($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}/");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.NotEmpty(ErrorOf(response));
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    public async Task Refuses_addresses_that_lead_inside(string url)
    {
        await using var egress = await StartEgressAsync(allowPrivate: false);
        var port = new Uri(_receiver!.Url).Port;

        using var response = await PostAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, url, port), egress);

        Assert.Contains("may not reach", ErrorOf(response), StringComparison.Ordinal);
        Assert.Equal("true", response.Headers.GetValues(EgressHeaders.Refused).Single());
        Assert.Empty(_received);
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData("not a url", """{"id":"a","status":0,"detail":{}}""")]
    [InlineData("http://127.0.0.1:1/", "{}")]
    [InlineData("http://127.0.0.1:1/", "[]")]
    [InlineData("http://127.0.0.1:1/", "{")]
    public async Task Refuses_what_is_no_callback(string url, string body)
    {
        using var response = await PostAsync(url, body: body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Sends_nothing_that_it_cannot_sign()
    {
        using var response = await PostAsync("http://localhost/");

        Assert.Contains("The signing key cannot be had: secret:nowhere/key", ErrorOf(response), StringComparison.Ordinal);
    }

    private static string ErrorOf(HttpResponseMessage response) => string.Join(' ', response.Headers.GetValues(EgressHeaders.Error));

    /// <param name="allowPrivate">Whether it may reach the receiver.</param>
    /// <param name="timeout">For one attempt; none: longer than a busy machine takes.</param>
    internal static Task<WebServer> StartEgressAsync(bool allowPrivate, TimeSpan? timeout = null) => WebServer.StartAsync(app => app.MapEgress(), services =>
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Outside.Machine);
        services.AddSingleton<AddressGuard>();
        services.AddSingleton<ProxyCredentials>();
        services.AddSingleton<EgressProxy>();
        services.AddSingleton<EgressClient>();
        services.AddSingleton<EgressSender>();
        services.AddSingleton<LateAnswers>();
        services.AddSingleton<BatchSender>();
        services.AddSingleton<CallbackRoutes>();
        services.AddSingleton<SecretReader>();
        services.AddSingleton<KeyRing>();
        services.AddDaprClient();
        services.AddSingleton(Options.Create(new CallbackOptions
        {
            Secret = Secret,
            Routes = [new() { Prefix = "http://localhost/", Secrets = ["secret:nowhere/key"] }],
        }));
        services.AddSingleton(Options.Create(new EgressOptions
        {
            AllowPrivateAddresses = allowPrivate,
            Timeout = timeout ?? TimeSpan.FromMinutes(1),
        }));
    });

    private async Task<HttpResponseMessage> PostAsync(
        string url,
        WebServer? egress = null,
        string body = """{"detail":{"jobId":"u","jobName":"n"},"id":"a","status":0}""",
        bool isReady = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, (egress ?? _egress!).Url + "/egress")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation(EgressHeaders.Url, url);
        if (isReady)
        {
            request.Headers.Add(EgressHeaders.Ready, "true");
        }

        request.Headers.Add(EgressHeaders.WebhookId, "msg_1");
        request.Headers.Add(EgressHeaders.Sequence, "3");
        request.Headers.Add(EgressHeaders.Attempt, "2");

        return await _http.SendAsync(request);
    }
}
