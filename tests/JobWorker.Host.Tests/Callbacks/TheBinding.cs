using Dapr.Client;
using JobWorker.Core.Callbacks;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;

namespace JobWorker.Host.Tests.Callbacks;

/// <summary>What is made of the headers that come back through the sidecar's binding.</summary>
public sealed class TheBinding : IAsyncLifetime
{
    private readonly Dictionary<string, string> _metadata = [];
    private readonly ManualClock _clock = new();
    private readonly TaskCompletionSource _asked = new();
    private readonly TaskCompletionSource _answers = new();
    private WebServer? _sidecar;

    public async Task InitializeAsync() => _sidecar = await WebServer.StartAsync(async context =>
    {
        if (_asked.TrySetResult() && _metadata.Count == 0)
        {
            await _answers.Task;
        }

        foreach (var (name, value) in _metadata)
        {
            context.Response.Headers[$"metadata.{name}"] = value;
        }
    });

    public async Task DisposeAsync()
    {
        _answers.SetResult();
        await _sidecar!.DisposeAsync();
    }

    [Fact]
    public async Task Is_not_waited_for_longer_than_an_attempt_may_take_where_it_leads_to_the_receiver_itself()
    {
        var attempt = PostAsync("http://direct/x");
        await _asked.Task;
        _clock.Advance(TimeSpan.FromSeconds(14));
        Assert.False(attempt.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(new WebhookAnswer(null, "No answer within 15 s.", null), await attempt);
    }

    [Fact]
    public async Task Brings_the_egress_endpoints_refusal() => Assert.Equal(
        new WebhookAnswer(null, "not there", null, Refused: true),
        await PostAsync("http://other/x", ("statusCode", "502"), (EgressHeaders.Error, "not there"), (EgressHeaders.Refused, "true")));

    [Fact]
    public async Task Believes_nobody_else_who_says_so() => Assert.Equal(
        new WebhookAnswer(200, null, null),
        await PostAsync("http://direct/x", ("statusCode", "200"), (EgressHeaders.Error, "not there"), (EgressHeaders.Refused, "true")));

    [Theory]
    [InlineData("30", 30.0)]
    [InlineData("99999999999999999999", 86_400.0)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    public async Task Brings_a_receivers_wish_within_reason(string wish, double? seconds)
    {
        var answer = await PostAsync("http://direct/x", ("statusCode", "503"), ("Retry-After", wish));

        Assert.Equal((503, seconds), (answer.StatusCode, answer.RetryAfter?.TotalSeconds));
    }

    private async Task<WebhookAnswer> PostAsync(string url, params (string Name, string Value)[] metadata)
    {
        foreach (var (name, value) in metadata)
        {
            _metadata[name] = value;
        }

        using var dapr = new DaprClientBuilder().UseHttpEndpoint(_sidecar!.Url).Build();
        var webhook = Webhooks.Through(dapr, _clock);
        var callback = new Callback(0, 0, new CallbackDetail(JobId: "u"), CallbackState.Pending, 0, DateTimeOffset.UnixEpoch);

        return (await webhook.Post([new Letter("a", url, [callback])], default)[0]).Answers[0];
    }
}
