using JobWorker.Host.Cluster.Requests;

namespace JobWorker.Host.Tests.Cluster.Requests;

public sealed class ABudgetOfRequests
{
    [Fact]
    public async Task Lets_a_burst_through_and_then_so_many_a_second_but_every_watch()
    {
        using var budget = new RateBudget(qps: 1, burst: 2) { InnerHandler = new Answering() };
        using var http = new HttpClient(budget);

        Assert.True(http.GetAsync(new Uri("http://a/jobs")).IsCompletedSuccessfully);
        Assert.True(http.GetAsync(new Uri("http://a/jobs")).IsCompletedSuccessfully);
        var third = http.GetAsync(new Uri("http://a/jobs"));
        Assert.False(third.IsCompleted);
        Assert.True(http.GetAsync(new Uri("http://a/jobs?watch=true")).IsCompletedSuccessfully);

        Assert.True((await third.WaitAsync(TimeSpan.FromSeconds(10))).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Gives_up_with_its_caller()
    {
        using var budget = new RateBudget(qps: 1, burst: 1) { InnerHandler = new Answering() };
        using var http = new HttpClient(budget);
        using var cancel = new CancellationTokenSource();
        await http.GetAsync(new Uri("http://a/jobs"));

        var second = http.GetAsync(new Uri("http://a/jobs"), cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    private sealed class Answering : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage());
    }
}
