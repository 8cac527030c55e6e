using System.Net;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace JobWorker.DevSidecar.Tests.Api.Invocation;

/// <summary><c>targets.apps</c> of Resiliency.</summary>
public sealed class InvokingUnderPolicies : IAsyncLifetime
{
    private const string Path = "/v1.0/invoke/app/method/x";
    private readonly FakeApp _app = new();

    public Task InitializeAsync() => _app.StartAsync();

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Tries_again_with_the_same_body_until_the_app_takes_it()
    {
        _app.On("POST /x", (_, http) =>
        {
            http.Response.StatusCode = _app.CallsTo("POST /x").Count < 3 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status202Accepted;
            return Task.CompletedTask;
        });
        await using var sidecar = await StartAsync("retry: quick");

        Assert.Equal(HttpStatusCode.Accepted, (await sidecar.PostAsync(Path, "the body")).Status);
        Assert.Equal(["the body", "the body", "the body"], _app.CallsTo("POST /x").Select(call => call.Body));
    }

    [Fact]
    public async Task Hands_on_the_last_answer_when_no_try_is_left()
    {
        _app.On("POST /x", 503, "busy");
        await using var sidecar = await StartAsync("retry: quick");

        var answer = await sidecar.PostAsync(Path, "the body");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "busy"), (answer.Status, answer.Body));
        Assert.Equal(6, _app.CallsTo("POST /x").Count);
    }

    [Fact]
    public async Task Leaves_alone_what_does_not_match()
    {
        _app.On("POST /x", 404);
        await using var sidecar = await StartAsync("retry: matched");

        Assert.Equal(HttpStatusCode.NotFound, (await sidecar.PostAsync(Path, "")).Status);
        Assert.Single(_app.CallsTo("POST /x"));
    }

    [Fact]
    public async Task Ends_a_try_that_takes_too_long()
    {
        _app.On("POST /x", (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted));
        await using var sidecar = await StartAsync("timeout: short");

        var answer = await sidecar.PostAsync(Path, "");

        answer.IsError(HttpStatusCode.InternalServerError, "ERR_DIRECT_INVOKE");
        Assert.Contains("context deadline exceeded", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_no_more_once_the_circuit_of_the_endpoint_is_open()
    {
        _app.On("POST /x", 500).On("POST /y", 200);
        await using var sidecar = await StartAsync("circuitBreaker: cb");
        await sidecar.PostAsync(Path, "");
        await sidecar.PostAsync(Path, "");

        var refused = await sidecar.PostAsync(Path, "");

        refused.IsError(HttpStatusCode.InternalServerError, "ERR_DIRECT_INVOKE");
        Assert.Contains("circuit breaker is open", refused.Body, StringComparison.Ordinal);
        Assert.Equal(2, _app.CallsTo("POST /x").Count);
        Assert.Equal(HttpStatusCode.OK, (await sidecar.PostAsync("/v1.0/invoke/app/method/y", "")).Status);
    }

    private Task<SidecarHarness> StartAsync(string policies) => SidecarHarness.StartAsync(_app, $$$"""
        kind: Resiliency
        metadata: {name: r}
        spec:
          policies:
            timeouts: {short: 50ms}
            retries:
              quick: {policy: constant, duration: 1ms, maxRetries: 5}
              matched: {policy: constant, duration: 1ms, maxRetries: 5, matching: {httpStatusCodes: "500-599"}}
            circuitBreakers: {cb: {maxRequests: 1, timeout: 60s, trip: consecutiveFailures > 1}}
          targets:
            apps:
              app: { {{{policies}}} }
        """);
}
