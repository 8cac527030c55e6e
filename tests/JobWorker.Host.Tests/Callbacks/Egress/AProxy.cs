using Dapr.Client;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace JobWorker.Host.Tests.Callbacks.Egress;

/// <summary>Callbacks through a real proxy to a real receiver, with TLS and without. Nothing here may resolve a name but the proxy.</summary>
public sealed class AProxy : IAsyncLifetime
{
    private readonly HttpProxy _proxy = new();
    private readonly Authority _authority = new();
    private readonly List<string> _received = [];
    private WebServer? _plain;
    private WebApplication? _secure;

    public async Task InitializeAsync()
    {
        _plain = await WebServer.StartAsync(TakeAsync);
        _secure = await _authority.StartAsync("hooks.example.com", TakeAsync);
    }

    public async Task DisposeAsync()
    {
        await _plain!.DisposeAsync();
        await _secure!.DisposeAsync();
        _proxy.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Is_asked_for_a_tunnel_to_the_name_and_the_certificate_is_the_receivers()
    {
        using var egress = Egress();

        var answers = new[] { await egress.PostAsync(Secure()), await egress.PostAsync(Secure("other.example.com")) };

        Assert.Equal([200, null], answers.Select(a => a.StatusCode));
        Assert.Contains("certificate", answers[1].Error, StringComparison.Ordinal);
        var port = new Uri(_secure!.Urls.First()).Port;
        Assert.Equal([$"CONNECT hooks.example.com:{port} HTTP/1.1", $"CONNECT other.example.com:{port} HTTP/1.1"], _proxy.Served);
        Assert.Equal(["hooks.example.com /hook {}"], _received);
    }

    [Fact]
    public async Task Is_given_the_whole_url_without_tls()
    {
        using var egress = Egress();

        Assert.Equal(200, (await egress.PostAsync(Plain())).StatusCode);

        Assert.Equal([$"POST {Plain()} HTTP/1.1"], _proxy.Served);
        Assert.Equal(["hooks.example.com /hook {}"], _received);
    }

    [Theory]
    [InlineData("user:p%40ss%3Aword", null, true)]
    [InlineData(null, "user:p@ss:word", true)]
    [InlineData("user:wrong", null, false)]
    [InlineData(null, null, false)]
    public async Task Is_told_who_asks(string? userInfo, string? credentials, bool right)
    {
        _proxy.Credentials = "user:p@ss:word";
        var url = userInfo is null ? _proxy.Url : _proxy.Url.Replace("//", $"//{userInfo}@", StringComparison.Ordinal);
        using var egress = Egress(new CallbackOptions { Proxy = url, ProxyCredentials = credentials });

        foreach (var answer in new[] { await egress.PostAsync(Secure()), await egress.PostAsync(Plain()) })
        {
            Assert.Equal(right ? 200 : null, answer.StatusCode);
            Assert.False(answer.Refused);
            if (!right)
            {
                Assert.Contains("407", answer.Error, StringComparison.Ordinal);
                Assert.DoesNotContain("wrong", answer.Error, StringComparison.Ordinal);
            }
        }

        Assert.Equal(right ? 2 : 0, _received.Count);
    }

    [Fact]
    public async Task Is_told_who_asks_by_a_secret_that_may_be_exchanged()
    {
        var (secret, reads, clock) = ("user:one", 0, new ManualClock());
        await using var sidecar = await WebServer.StartAsync(async context =>
        {
            reads++;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync($$"""{"proxy":"{{secret}}\n"}""");
        });
        using var dapr = new DaprClientBuilder().UseHttpEndpoint(sidecar.Url).Build();
        using var egress = Egress(
            new CallbackOptions { Proxy = _proxy.Url, ProxyCredentials = "secret:vault/proxy" }, dapr: dapr, clock: clock);

        _proxy.Credentials = "user:one";
        Assert.Equal([200, 200], [(await egress.PostAsync(Plain())).StatusCode, (await egress.PostAsync(Plain())).StatusCode]);
        Assert.Equal(1, reads);

        (_proxy.Credentials, secret) = ("user:two", "user:two");
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await egress.PostAsync(Plain())).StatusCode);

        secret = "nonsense";
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([200, 200], [(await egress.PostAsync(Plain())).StatusCode, (await egress.PostAsync(Plain())).StatusCode]);
        Assert.Equal(3, reads);
    }

    [Fact]
    public async Task Is_not_asked_where_the_secret_cannot_be_had()
    {
        await using var sidecar = await WebServer.StartAsync(context =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        });
        using var dapr = new DaprClientBuilder().UseHttpEndpoint(sidecar.Url).Build();
        using var egress = Egress(new CallbackOptions { Proxy = _proxy.Url, ProxyCredentials = "secret:vault/proxy" }, dapr: dapr);

        var answer = await egress.PostAsync(Plain());

        Assert.StartsWith("The credentials of Callbacks:Proxy cannot be had: secret:vault/proxy: ", answer.Error, StringComparison.Ordinal);
        Assert.Equal((false, 0), (answer.Refused, _proxy.Served.Count));
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("http://[::ffff:a9fe:a9fe]/")]
    [InlineData("http://2852039166/")]
    [InlineData("http://169.254.169.254./latest")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://0x7f.1./")]
    [InlineData("http://169.254.169.254。/")]
    [InlineData("http://256.256.256.256/")]
    [InlineData("http://0xffffffffff/")]
    [InlineData("http://localhost/")]
    [InlineData("http://metadata.google.internal/")]
    [InlineData("http://kubernetes/")]
    [InlineData("https://kubernetes.default.svc/")]
    [InlineData("http://printer.local./")]
    public async Task Is_not_asked_for_what_the_url_itself_shows_to_be_inside(string url)
    {
        using var egress = Egress(callbacks: null, new EgressOptions());

        var answer = await egress.PostAsync(url);

        Assert.True(answer.Refused, answer.Error);
        Assert.Contains("which callbacks may not reach", answer.Error, StringComparison.Ordinal);
        Assert.Empty(_proxy.Served);
    }

    [Theory]
    [InlineData("hooks.example.com", true)]
    [InlineData("example.com", true)]
    [InlineData(".example.com", true)]
    [InlineData("*.example.com", true)]
    [InlineData("*", true)]
    [InlineData("xample.com", false)]
    [InlineData("127.0.0.0/8", false)]
    public async Task Is_passed_by_for_receivers_that_are_reached_directly_and_the_guard_looks_at_those(string noProxy, bool direct)
    {
        using var egress = Egress(
            new CallbackOptions { Proxy = _proxy.Url, NoProxy = [noProxy] },
            new EgressOptions(),
            new Outside((_, _) => Task.FromResult<System.Net.IPAddress[]>([System.Net.IPAddress.Loopback]), null));

        var answer = await egress.PostAsync(Plain());

        Assert.Equal((direct, direct ? 0 : 1), (answer.Refused, _proxy.Served.Count));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "http://10.1.2.3/", true)]
    [InlineData("10.0.0.0/8", "http://11.1.2.3/", false)]
    [InlineData("10.0.0.1", "http://10.0.0.1/", true)]
    [InlineData("fd00::/8", "http://[fd00::1]/", true)]
    [InlineData("hooks.example.com", "http://HOOKS.example.com./", true)]
    [InlineData("hooks.example.com", "http://badhooks.example.com/", false)]
    public void Is_passed_by_for_names_and_networks(string noProxy, string url, bool direct) =>
        Assert.Equal(direct, EgressProxy.Bypass.Parse(noProxy)!.Holds(new Uri(url)));

    private string Plain() => $"http://hooks.example.com:{new Uri(_plain!.Url).Port}/hook";

    private string Secure(string host = "hooks.example.com") => $"https://{host}:{new Uri(_secure!.Urls.First()).Port}/hook";

    private EgressUnderTest Egress(
        CallbackOptions? callbacks = null, EgressOptions? egress = null, Outside? outside = null, DaprClient? dapr = null, TimeProvider? clock = null) =>
        new(
            egress,
            callbacks ?? new CallbackOptions { Proxy = _proxy.Url },
            outside ?? new Outside((name, _) => throw new InvalidOperationException($"{name} was resolved"), _authority.Trust()),
            dapr,
            clock);

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        _received.Add($"{context.Request.Host.Host} {context.Request.Path} {await reader.ReadToEndAsync()}");
    }
}
