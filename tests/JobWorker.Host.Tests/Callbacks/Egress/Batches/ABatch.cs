using System.Collections.Concurrent;
using System.Net;
using System.Text;
using JobWorker.Core.Callbacks;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Egress.Batches;
using JobWorker.Testing;
using Microsoft.AspNetCore.Http;

namespace JobWorker.Host.Tests.Callbacks.Egress.Batches;

/// <summary>Many letters that the egress endpoint gets in one call.</summary>
public sealed class ABatch : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(1) };
    private readonly ConcurrentQueue<(string Id, IHeaderDictionary Headers, string Body)> _received = new();
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _answers = new();
    private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebServer? _receiver;
    private WebServer? _egress;

    public async Task InitializeAsync()
    {
        _receiver = await WebServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var id = context.Request.Headers["webhook-id"].ToString();
            _received.Enqueue((id, new HeaderDictionary(context.Request.Headers.ToDictionary()), await reader.ReadToEndAsync()));
            await _answers.GetValueOrDefault(id, _ => Task.CompletedTask)(context);
        });
        _egress = await TheEgressEndpoint.StartEgressAsync(allowPrivate: true);
    }

    public async Task DisposeAsync()
    {
        _hanging.TrySetResult();
        await _egress!.DisposeAsync();
        await _receiver!.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task Brings_each_letter_in_its_order_and_an_answer_for_each()
    {
        var letters = await PostAsync([["a0", "a1", "a2"], ["b0"]]);

        Assert.Equal(["200 200 200", "200"], letters.Select(Told));
        Assert.Equal(["a0", "a1", "a2"], _received.Select(r => r.Id).Where(id => id[0] == 'a'));
    }

    [Fact]
    public async Task Brings_what_each_receiver_gets_when_it_comes_alone()
    {
        await PostAsync([["a0", "a1"]]);

        var (_, headers, body) = _received.Last();
        Assert.Equal("""{"id":"a1","status":0,"detail":{"jobId":"u","jobName":"n"}}""", body);
        Assert.Equal(
            ["application/json", "1", "2", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=1"],
            ((string[])["Content-Type", "x-jobworker-sequence", "x-jobworker-attempt", "traceparent", "tracestate"])
                .Select(name => headers[name].ToString()));
        var timestamp = long.Parse(headers["webhook-timestamp"]!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(WebhookSignature.Verify(
            TheEgressEndpoint.Secret, "a1", timestamp, Encoding.UTF8.GetBytes(body), headers["webhook-signature"]!));
    }

    [Fact]
    public async Task Ends_a_letter_with_the_first_that_is_not_taken()
    {
        Answer("a1", 503, "17");
        Answer("b0", 410);

        var letters = await PostAsync([["a0", "a1", "a2"], ["b0", "b1"], ["c0"]]);

        Assert.Equal(["200 503", "410", "200"], letters.Select(Told));
        Assert.Equal(("The receiver answered 503.", 17.0), (letters[0].Answers[1].Error, letters[0].Answers[1].RetryAfter?.TotalSeconds));
        Assert.Equal(["a0", "a1", "b0", "c0"], _received.Select(r => r.Id).Order());
    }

    [Fact]
    public async Task Is_refused_letter_by_letter()
    {
        await using var egress = await TheEgressEndpoint.StartEgressAsync(allowPrivate: false);

        var letters = await PostAsync([["a0", "a1"], ["b0"]], egress);

        Assert.All(letters, letter => Assert.Equal(
            (true, null, 1), (letter.Answers[0].Refused, letter.Answers[0].StatusCode, letter.Answers.Count)));
        Assert.Empty(_received);
    }

    /// <summary>And who asks for it again is not sent a second one.</summary>
    [Fact]
    public async Task Does_not_wait_for_one_that_hangs()
    {
        _answers["b1"] = _ => _hanging.Task;

        var letters = await PostAsync([["a0", "a1"], ["b0", "b1", "b2"]]);
        Assert.Equal(["200 200", "200 …"], letters.Select(Told));

        var again = PostAloneAsync("b1", sequence: 1);
        Assert.False(again.IsCompleted);
        _hanging.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await again).StatusCode);
        Assert.Equal(["a0", "a1", "b0", "b1"], _received.Select(r => r.Id).Order());
    }

    [Fact]
    public async Task Finds_what_one_before_it_left_under_way()
    {
        _answers["b0"] = _ => _hanging.Task;
        Assert.Equal(["200", "…"], (await PostAsync([["a0"], ["b0", "b1"]])).Select(Told));

        var again = PostAsync([["b0", "b1"]]);
        _hanging.SetResult();

        Assert.Equal(["200 200"], (await again).Select(Told));
        Assert.Equal(["a0", "b0", "b1"], _received.Select(r => r.Id).Order());
    }

    [Fact]
    public async Task Tells_what_came_of_an_attempt_that_ended_before_anybody_asked_again()
    {
        var answered = new TaskCompletionSource();
        _answers["b0"] = async context =>
        {
            await _hanging.Task;
            context.Response.StatusCode = 500;
            await context.Response.CompleteAsync();
            answered.SetResult();
        };
        await PostAsync([["a0"], ["b0"]]);
        _hanging.SetResult();
        await answered.Task;

        using var alone = await PostAloneAsync("b0", sequence: 0);

        Assert.Equal(HttpStatusCode.InternalServerError, alone.StatusCode);
        Assert.True(alone.Headers.Contains(EgressHeaders.Took));
        Assert.Equal(2, _received.Count);
    }

    [Fact]
    public async Task Makes_another_attempt_at_the_same_callback()
    {
        _answers["b0"] = _ => _hanging.Task;
        await PostAsync([["a0"], ["b0"]]);
        _answers.Clear();

        using var next = await PostAloneAsync("b0", sequence: 0, attempt: 3);

        Assert.Equal(3, _received.Count);
    }

    [Fact]
    public async Task Begins_nothing_more_for_who_went_away()
    {
        _answers["a0"] = _ => _hanging.Task;
        using var gone = new CancellationTokenSource();
        var post = PostAsync([["a0", "a1"]], cancel: gone.Token);
        await Until.IsAsync("the first", Patience, () => Task.FromResult(_received.IsEmpty ? null : this));
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => post);

        using var alone = PostAloneAsync("a0", sequence: 0);
        _hanging.SetResult();
        await alone;

        Assert.Equal(["a0"], _received.Select(r => r.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"letters":[{"url":"nowhere","callbacks":[]}]}""")]
    [InlineData("""{"letters":[{"url":"http://127.0.0.1:1/","callbacks":[{}]}]}""")]
    public async Task Is_refused_where_it_is_none(string body)
    {
        using var response = await SendAsync(Encoding.UTF8.GetBytes(body), _egress!, default);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static string Told(LetterAnswer letter) =>
        string.Join(' ', [.. letter.Answers.Select(a => $"{a.StatusCode}"), .. letter.UnderWay ? ["…"] : Array.Empty<string>()]);

    private void Answer(string id, int status, string? wish = null) => _answers[id] = context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = wish;

        return Task.CompletedTask;
    };

    private async Task<IReadOnlyList<LetterAnswer>> PostAsync(
        string[][] letters, WebServer? egress = null, CancellationToken cancel = default)
    {
        var posts = letters.Select(ids => ids.Select((id, sequence) => Post(id, sequence)).ToList());
        using var response = await SendAsync(BatchFormat.Write(posts), egress ?? _egress!, cancel);

        return BatchFormat.ReadAnswers(await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancel), letters.Length);
    }

    private EgressPost Post(string id, int sequence) => new(
        new Uri(_receiver!.Url),
        id,
        $"{sequence}",
        "2",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "a=1",
        Encoding.UTF8.GetBytes($$$"""{"detail":{"jobId":"u","jobName":"n"},"id":"{{{id}}}","status":0}"""));

    private async Task<HttpResponseMessage> SendAsync(ReadOnlyMemory<byte> body, WebServer egress, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, egress.Url + "/egress") { Content = new ReadOnlyMemoryContent(body) };
        request.Headers.Add(EgressHeaders.Batch, "1");

        return await _http.SendAsync(request, cancel);
    }

    private async Task<HttpResponseMessage> PostAloneAsync(string id, int sequence, int attempt = 2)
    {
        var post = Post(id, sequence);
        using var request = new HttpRequestMessage(HttpMethod.Post, _egress!.Url + "/egress") { Content = new ByteArrayContent(post.Body) };
        request.Headers.TryAddWithoutValidation(EgressHeaders.Url, post.Url.OriginalString);
        request.Headers.Add(EgressHeaders.WebhookId, post.WebhookId);
        request.Headers.Add(EgressHeaders.Sequence, post.Sequence);
        request.Headers.Add(EgressHeaders.Attempt, $"{attempt}");

        return await _http.SendAsync(request);
    }
}
