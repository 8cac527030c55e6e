using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Dapr.Client;
using JobWorker.Core.Callbacks;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Egress.Batches;
using JobWorker.Host.Tests.Jobs.Tracing;

namespace JobWorker.Host.Tests.Callbacks;

/// <summary>Letters that go through the sidecar's binding together.</summary>
[Collection(nameof(Spans))]
public sealed class TheSharedBinding : IAsyncLifetime
{
    private readonly ConcurrentQueue<JsonElement> _calls = new();
    private WebServer? _sidecar;
    private Activity? _left;
    private (int Status, byte[] Body) _batch = (200, []);

    public async Task InitializeAsync() => _sidecar = await WebServer.StartAsync(async context =>
    {
        using var call = await JsonDocument.ParseAsync(context.Request.Body);
        _calls.Enqueue(call.RootElement.Clone());
        var isBatch = call.RootElement.GetProperty("metadata").TryGetProperty(EgressHeaders.Batch, out _);
        context.Response.Headers["metadata.statusCode"] = $"{(isBatch ? _batch.Status : 204)}";
        await context.Response.Body.WriteAsync(isBatch ? _batch.Body : Array.Empty<byte>());
    });

    public async Task DisposeAsync() => await _sidecar!.DisposeAsync();

    [Fact]
    public async Task Carries_all_with_one_call_and_brings_each_its_answers()
    {
        Answer(
            new LetterAnswer([new WebhookAnswer(200, null, null), new WebhookAnswer(503, null, TimeSpan.FromSeconds(9))]),
            new LetterAnswer([new WebhookAnswer(null, "no", null, Refused: true)]),
            new LetterAnswer([], UnderWay: true));

        var answers = await PostAsync(Letter("a", 2), Letter("b", 1), Letter("c", 1));

        Assert.Equal("3", Assert.Single(_calls).GetProperty("metadata").GetProperty(EgressHeaders.Batch).GetString());
        Assert.Equal([200, 503], answers[0].Answers.Select(a => a.StatusCode!.Value));
        Assert.Equal(("The receiver answered 503.", 9.0), (answers[0].Answers[1].Error, answers[0].Answers[1].RetryAfter!.Value.TotalSeconds));
        Assert.Equal((true, "no"), (answers[1].Answers[0].Refused, answers[1].Answers[0].Error));
        Assert.Equal((true, 0), (answers[2].UnderWay, answers[2].Answers.Count));
    }

    [Fact]
    public async Task Leaves_none_of_its_callbacks_traces_to_what_follows()
    {
        using var spans = new SpanListener();
        Answer(new LetterAnswer([new WebhookAnswer(200, null, null)]), new LetterAnswer([new WebhookAnswer(200, null, null)]));

        await PostAsync(Letter("a", 1), Letter("b", 1));

        Assert.Null(_left);
    }

    [Fact]
    public async Task Carries_one_callback_as_it_always_did()
    {
        var answers = await PostAsync(Letter("a", 1));

        Assert.Equal(204, answers[0].Answers[0].StatusCode);
        Assert.True(Assert.Single(_calls).GetProperty("metadata").TryGetProperty(EgressHeaders.Url, out _));
    }

    [Theory]
    [InlineData("http://straße.example:81/ä?q=日", "http://xn--strae-oqa.example:81/%C3%A4?q=%E6%97%A5")]
    [InlineData("https://x.example/straße", "https://x.example/stra%C3%9Fe")]
    [InlineData("http://x.example/a%2fb?q=%20#f", "http://x.example/a%2fb?q=%20#f")]
    public async Task Carries_a_url_in_ascii_be_it_alone_or_among_others(string url, string carried)
    {
        Answer(new LetterAnswer([new WebhookAnswer(200, null, null)]), new LetterAnswer([new WebhookAnswer(200, null, null)]));

        await PostAsync(Letter("a", 1, url));
        await PostAsync(Letter("a", 1, url), Letter("b", 1, url));

        var (alone, together) = (_calls.First(), _calls.Last().GetProperty("data").GetProperty("letters"));
        Assert.Equal(carried, alone.GetProperty("metadata").GetProperty(EgressHeaders.Url).GetString());
        Assert.All(together.EnumerateArray(), letter => Assert.Equal(carried, letter.GetProperty("url").GetString()));
    }

    [Fact]
    public async Task Carries_nothing_to_a_routes_own_binding()
    {
        var answers = await PostAsync(Letter("a", 2, "http://direct/x"), Letter("b", 1, "http://direct/x"));

        Assert.Equal([1, 1], answers.Select(a => a.Answers.Count));
        Assert.Equal(2, _calls.Count);
        Assert.All(_calls, call => Assert.False(call.GetProperty("metadata").TryGetProperty(EgressHeaders.Batch, out _)));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    public async Task Carries_each_alone_where_the_other_side_takes_no_batch(int status)
    {
        _batch = (status, []);

        var answers = await PostAsync(Letter("a", 2), Letter("b", 1));

        Assert.Equal([204, 204], answers.Select(a => Assert.Single(a.Answers).StatusCode!.Value));
        Assert.Equal(3, _calls.Count);
    }

    [Theory]
    [InlineData(502, "")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"letters":[]}""")]
    [InlineData(200, """{"letters":[{"answers":[],"underWay":false},{"answers":[],"underWay":false}]}""")]
    public async Task Fails_for_the_first_of_each_letter_where_nothing_is_known(int status, string body)
    {
        _batch = (status, System.Text.Encoding.UTF8.GetBytes(body));

        var answers = await PostAsync(Letter("a", 2), Letter("b", 1));

        Assert.All(answers, answer => Assert.StartsWith(
            "The webhook binding failed: ", Assert.Single(answer.Answers).Error, StringComparison.Ordinal));
        Assert.Single(_calls);
    }

    [Fact]
    public async Task Carries_what_is_too_much_for_one_call_with_several()
    {
        _batch = (400, []);
        var log = new string('x', 300_000);

        await PostAsync([.. Enumerable.Range(0, 7).Select(n => Letter($"{n}", 1, log: log))]);

        Assert.Equal([3, 3], _calls.Where(c => c.GetProperty("metadata").TryGetProperty(EgressHeaders.Batch, out _))
            .Select(c => c.GetProperty("data").GetProperty("letters").GetArrayLength()).Where(count => count > 1));
    }

    private static Letter Letter(string id, int callbacks, string url = "http://x/", string? log = null) => new(
        id,
        url,
        [
            .. Enumerable.Range(0, callbacks).Select(sequence => new Callback(
                sequence, 0, new CallbackDetail(JobId: "u", JobName: log), CallbackState.Pending, 0, DateTimeOffset.UnixEpoch)),
        ]);

    private void Answer(params LetterAnswer[] letters) => _batch = (200, BatchFormat.Write(letters).ToArray());

    private async Task<IReadOnlyList<LetterAnswer>> PostAsync(params Letter[] letters)
    {
        using var dapr = new DaprClientBuilder().UseHttpEndpoint(_sidecar!.Url).Build();
        var webhook = Webhooks.Through(dapr, TimeProvider.System);
        var posts = webhook.Post(letters, default);
        _left = Activity.Current;

        return await Task.WhenAll(posts);
    }
}
