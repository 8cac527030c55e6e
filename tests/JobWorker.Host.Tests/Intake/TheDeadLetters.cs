using System.Collections.Concurrent;
using System.Text.Json;
using Dapr.Client;
using JobWorker.Host.Intake;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Intake;

public sealed class TheDeadLetters
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData("pubsub.redis", "/v1.0/publish/dead-letters/jobs-dead", false)]
    [InlineData("bindings.aws.sqs", "/v1.0/bindings/dead-letters", true)]
    public async Task Go_to_the_component_whatever_its_kind(string type, string path, bool wrapped)
    {
        var calls = new ConcurrentQueue<(string Path, string Body)>();
        await using var sidecar = await SidecarAsync(type, async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            calls.Enqueue((http.Request.Path, await reader.ReadToEndAsync()));
            http.Response.StatusCode = 204;
        });
        var letters = Letters(sidecar);

        Assert.True(await letters.AddAsync("no JSON", "x"u8.ToArray(), default));

        var call = Assert.Single(calls);
        Assert.Equal(path, call.Path);
        var body = JsonDocument.Parse(call.Body).RootElement;
        if (wrapped)
        {
            Assert.Equal("create", body.GetProperty("operation").GetString());
            body = body.GetProperty("data");
        }

        Assert.Equal("no JSON", body.GetProperty("reason").GetString());
        Assert.Equal("eA==", body.GetProperty("messageBase64").GetString());
        Assert.Equal(("no JSON", 1), (Assert.Single(letters.Recent).Reason, letters.Recent[0].Bytes));
        Assert.Null(letters.Trouble);
    }

    [Fact]
    public async Task That_are_not_kept_are_a_trouble_until_one_is_or_for_five_minutes()
    {
        var status = 500;
        await using var sidecar = await SidecarAsync("bindings.aws.sqs", http =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync("""{"errorCode":"ERR_INVOKE_OUTPUT_BINDING","message":"QueueDoesNotExist"}""");
        });
        var letters = Letters(sidecar);

        Assert.False(await letters.AddAsync("no JSON", "x"u8.ToArray(), default));
        Assert.Empty(letters.Recent);
        Assert.Contains("QueueDoesNotExist", letters.Trouble, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(letters.Trouble);

        Assert.False(await letters.AddAsync("no JSON", "x"u8.ToArray(), default));
        Assert.NotNull(letters.Trouble);
        status = 200;
        Assert.True(await letters.AddAsync("no JSON", "x"u8.ToArray(), default));
        Assert.Null(letters.Trouble);
    }

    private DeadLetters Letters(WebServer sidecar) => new(
        new DaprClientBuilder().UseHttpEndpoint(sidecar.Url).Build(), Options.Create(new IntakeOptions()), _clock,
        NullLogger<DeadLetters>.Instance);

    private static Task<WebServer> SidecarAsync(string type, RequestDelegate keep) => WebServer.StartAsync(app =>
    {
        app.MapGet("/v1.0/metadata", () => Results.Text(
            $$"""{"id":"jobworker","components":[{"name":"dead-letters","type":"{{type}}","version":"v1"}]}"""));
        app.MapFallback(keep);
    });
}
