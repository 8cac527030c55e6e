using System.Threading.Channels;
using JobWorker.Host.Cluster.Requests;

namespace JobWorker.Host.Tests.Cluster.Requests;

public sealed class ABudgetOfRequests
{
    [Fact]
    public async Task Lets_a_burst_through_and_then_so_many_a_second_but_every_watch()
    {
        using var budget = new RateBudget(qps: 1, burst: 2, concurrency: 9) { InnerHandler = new Answering() };
        using var http = new HttpClient(budget);

        Assert.True(http.GetAsync(new Uri("http://a/jobs")).IsCompletedSuccessfully);
        Assert.True(http.GetAsync(new Uri("http://a/jobs")).IsCompletedSuccessfully);
        var third = http.GetAsync(new Uri("http://a/jobs"));
        Assert.False(third.IsCompleted);
        Assert.True(http.GetAsync(new Uri("http://a/jobs?watch=true")).IsCompletedSuccessfully);

        Assert.True((await third.WaitAsync(TimeSpan.FromSeconds(10))).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Lets_so_many_be_under_way_at_a_time_but_every_watch()
    {
        using var api = new Waiting();
        using var budget = new RateBudget(qps: 1000, burst: 1000, concurrency: 2) { InnerHandler = api };
        using var http = new HttpClient(budget);

        var requests = Enumerable.Range(0, 3).Select(_ => http.GetAsync(new Uri("http://a/jobs"))).ToList();
        Assert.Equal(2, api.Arrived.Count);
        var watch = http.GetAsync(new Uri("http://a/jobs?watch=true"));
        Assert.Equal(3, api.Arrived.Count);

        (await api.NextAsync()).SetException(new HttpRequestException("reset"));
        await Assert.ThrowsAsync<HttpRequestException>(() => requests[0]);
        for (var i = 0; i < 3; i++)
        {
            (await api.NextAsync()).SetResult(new HttpResponseMessage());
        }

        Assert.All(await Task.WhenAll(requests[1], watch, requests[2]), a => Assert.True(a.IsSuccessStatusCode));
    }

    [Fact]
    public async Task Gives_up_with_its_caller()
    {
        using var budget = new RateBudget(qps: 1, burst: 1, concurrency: 9) { InnerHandler = new Answering() };
        using var http = new HttpClient(budget);
        using var cancel = new CancellationTokenSource();
        await http.GetAsync(new Uri("http://a/jobs"));

        var second = http.GetAsync(new Uri("http://a/jobs"), cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    /// <summary>Answers each request when the test does.</summary>
    private sealed class Waiting : HttpMessageHandler
    {
        private readonly Channel<TaskCompletionSource<HttpResponseMessage>> _arrived =
            Channel.CreateUnbounded<TaskCompletionSource<HttpResponseMessage>>();

        public ChannelReader<TaskCompletionSource<HttpResponseMessage>> Arrived => _arrived.Reader;

        public Task<TaskCompletionSource<HttpResponseMessage>> NextAsync() =>
            Arrived.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new TaskCompletionSource<HttpResponseMessage>();
            _arrived.Writer.TryWrite(answer);

            return answer.Task;
        }
    }

    private sealed class Answering : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage());
    }
}
