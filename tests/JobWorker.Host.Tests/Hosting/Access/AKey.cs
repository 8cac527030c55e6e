using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Listening;
using JobWorker.Host.Hosting.Listening.Access;
using JobWorker.Host.Hosting.Settings;
using JobWorker.Host.Ojs.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobWorker.Host.Tests.Hosting.Access;

public sealed class AKey : IAsyncLifetime
{
    private const string Reader = "r-3f9d0a";
    private const string Submitter = "s-77b1c2";
    private const string Operator = "o-c0ffee";

    private readonly HttpClient _http = new();
    private readonly Lines _lines = new();
    private WebApplication _app = null!;

    public Task InitializeAsync() => StartAsync(new()
    {
        ["Listen:Keys:dashboard:Key"] = Reader,
        ["Listen:Keys:dashboard:Role"] = "read",
        ["Listen:Keys:shop:Key"] = Submitter,
        ["Listen:Keys:shop:Role"] = "Submit",
        ["Listen:Keys:on-call:Key"] = Operator,
        ["Listen:Keys:on-call:Role"] = "operate",
    });

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    [Theory]
    [InlineData("GET", "/api/jobs", Reader, 200)]
    [InlineData("GET", "/api/jobs", Operator, 200)]
    [InlineData("GET", "/metrics", null, 401)]
    [InlineData("GET", "/metrics", Reader, 200)]
    [InlineData("HEAD", "/api/jobs", null, 401)]
    [InlineData("GET", "/ojs/v1/jobs/1", null, 401)]
    [InlineData("GET", "/ojs/v1/jobs/1", Reader, 200)]
    [InlineData("POST", "/api/jobs", Reader, 403)]
    [InlineData("POST", "/api/jobs", Submitter, 200)]
    [InlineData("POST", "/api/jobs", Operator, 200)]
    [InlineData("DELETE", "/api/jobs/1", Reader, 403)]
    [InlineData("DELETE", "/api/jobs/1", Submitter, 200)]
    [InlineData("POST", "/api/intake/pause", Submitter, 403)]
    [InlineData("POST", "/api/intake/pause", Operator, 200)]
    [InlineData("POST", "/ojs/v1/workers/fetch", Reader, 403)]
    [InlineData("POST", "/ojs/v1/workers/fetch", Submitter, 200)]
    [InlineData("POST", "/ojs/v1/queues/q/pause", Submitter, 403)]
    [InlineData("POST", "/ojs/v1/queues/q/pause", Operator, 200)]
    [InlineData("GET", "/livez", null, 200)]
    [InlineData("GET", "/nowhere", null, 401)]
    [InlineData("GET", "/nowhere", Reader, 404)]
    public async Task Lets_its_holder_do_what_its_role_allows(string method, string path, string? key, int status)
    {
        using var response = await SendAsync(method, path, key is null ? null : $"Bearer {key}");

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("bearer r-3f9d0a", 200)]
    [InlineData("Bearer r-3f9d0", 401)]
    [InlineData("Bearer r-3f9d0aa", 401)]
    [InlineData("Bearer R-3F9D0A", 401)]
    [InlineData("Basic r-3f9d0a", 401)]
    [InlineData("r-3f9d0a", 401)]
    [InlineData("Bearer", 401)]
    [InlineData("", 401)]
    public async Task Is_taken_as_a_bearer_token_only(string authorization, int status)
    {
        using var response = await SendAsync("GET", "/api/jobs", authorization);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Is_asked_for_in_the_words_of_http()
    {
        using var response = await SendAsync("GET", "/api/jobs", authorization: null);

        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task That_allows_too_little_is_named_with_what_would_do()
    {
        using var response = await SendAsync("POST", "/api/intake/pause", $"Bearer {Submitter}");

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(
            "The key shop has the role submit; this needs operate. Use a key of the role operate.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Of_an_operator_is_named_in_the_log_with_what_it_was_used_for()
    {
        using var read = await SendAsync("GET", "/api/jobs", $"Bearer {Operator}");
        using var submitted = await SendAsync("POST", "/api/jobs", $"Bearer {Operator}");
        using var paused = await SendAsync("POST", "/api/intake/pause", $"Bearer {Operator}");

        // The line is written behind the answer.
        Assert.Equal("The key on-call was used for POST /api/intake/pause: 200", await _lines.NextAsync());
        Assert.Empty(_lines.Rest);
    }

    [Fact]
    public async Task That_does_not_do_is_counted()
    {
        var (unknown, little) = (Refused("unauthorized"), Refused("forbidden"));

        using var without = await SendAsync("GET", "/api/jobs", authorization: null);
        using var reading = await SendAsync("POST", "/api/jobs", $"Bearer {Reader}");

        Assert.True(Refused("unauthorized") > unknown && Refused("forbidden") > little);
    }

    [Fact]
    public async Task Is_asked_for_in_the_words_of_ojs_under_its_paths()
    {
        using var response = await SendAsync("POST", "/ojs/v1/jobs", $"Bearer {Reader}");

        var error = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        Assert.Equal("forbidden", error.GetProperty("code").GetString());
        Assert.Equal("1.0", response.Headers.GetValues("OJS-Version").Single());
    }

    [Fact]
    public async Task Is_nothing_the_sidecar_needs()
    {
        using var response = await SendAsync("POST", "/inside", authorization: null, door: 0);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Of_the_old_name_may_do_everything()
    {
        await _app.DisposeAsync();
        await StartAsync(new() { ["OJS_API_KEY"] = "legacy" });

        using var without = await SendAsync("POST", "/ojs/v1/queues/q/pause", authorization: null);
        using var with = await SendAsync("POST", "/ojs/v1/queues/q/pause", "Bearer legacy");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (without.StatusCode, with.StatusCode));
    }

    [Fact]
    public async Task Is_not_asked_for_where_there_are_none()
    {
        await _app.DisposeAsync();
        await StartAsync([]);

        using var response = await SendAsync("POST", "/api/intake/pause", authorization: null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static double Refused(string reason) => HostMetrics.AccessRefused.WithLabels(reason).Value;

    private async Task StartAsync(Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(_lines);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Listen:SidecarPort"] = "0", ["Listen:PublicPort"] = "0" });
        builder.Configuration.AddOldNames();
        Assert.Null(builder.UseListeners());
        builder.Services.AddProblemDetails();
        builder.Services.AddOptions<ListenOptions>().BindConfiguration(ListenOptions.Section).ValidateDataAnnotations();
        _app = builder.Build();
        _app.UseRouting();
        _app.UseDoors();
        _app.UseOjsGate();
        _app.UseAccess();
        _app.MapPost("/inside", () => "in").ForSidecar();
        string[] outside =
        [
            "/livez", "/metrics", "/api/jobs", "/api/jobs/{id}", "/api/intake/pause", "/ojs/v1/jobs", "/ojs/v1/jobs/{id}",
            "/ojs/v1/workers/fetch", "/ojs/v1/queues/{queue}/pause",
        ];
        foreach (var route in outside)
        {
            _app.MapMethods(route, ["GET", "HEAD", "POST", "DELETE"], () => "out").ForPublic();
        }

        await _app.StartAsync();
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? authorization, int door = 1)
    {
        var urls = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        using var request = new HttpRequestMessage(new HttpMethod(method), urls.ElementAt(door) + path);
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await _http.SendAsync(request);
    }

    /// <summary>What is logged of the use of keys.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public IReadOnlyList<string> Rest => _lines.Reader.TryRead(out var line) ? [line] : [];

        public Task<string> NextAsync() => _lines.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == 303)
            {
                _lines.Writer.TryWrite(formatter(state, exception));
            }
        }

        public void Dispose() => _lines.Writer.TryComplete();
    }
}
