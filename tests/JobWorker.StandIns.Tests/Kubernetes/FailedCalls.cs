using System.Net;
using System.Net.Sockets;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace JobWorker.StandIns.Tests.Kubernetes;

public sealed class FailedCalls
{
    [Fact]
    public async Task Carry_the_status_of_the_server()
    {
        const string Conflict = """{"kind":"Status","status":"Failure","reason":"AlreadyExists","code":409,"details":{"name":"a"}}""";
        await using var api = await FakeApi.AnsweringAsync(Conflict, HttpStatusCode.Conflict);
        using var client = api.Client(config => config.AccessToken = "secret");

        var e = await Assert.ThrowsAsync<HttpOperationException>(
            () => client.BatchV1.CreateNamespacedJobAsync(new V1Job { Kind = "Job" }, "ns"));

        Assert.Equal(HttpStatusCode.Conflict, e.Response.StatusCode);
        Assert.Equal("AlreadyExists", KubernetesJson.Deserialize<V1Status>(e.Response.Content).Reason);
        Assert.Equal("""{"kind":"Job"}""", e.Request.Content);
        Assert.Equal(HttpMethod.Post, e.Request.Method);
        Assert.DoesNotContain("Authorization", e.Request.Headers.Keys);
    }

    [Fact]
    public async Task Carry_the_plain_text_and_the_headers_of_a_server_that_throttles()
    {
        await using var api = await FakeApi.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "1";
            return context.Response.WriteAsync("Too many requests, please try again later.");
        });
        using var client = api.Client();

        var e = await Assert.ThrowsAsync<HttpOperationException>(() => client.BatchV1.ReadNamespacedJobAsync("a", "ns"));

        Assert.Equal(HttpStatusCode.TooManyRequests, e.Response.StatusCode);
        Assert.Equal(["1"], e.Response.Headers["retry-after"]);
        Assert.Equal("Too many requests, please try again later.", e.Response.Content);
    }

    [Theory]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task Are_all_answers_but_2xx(HttpStatusCode status)
    {
        await using var api = await FakeApi.AnsweringAsync("", status);
        using var client = api.Client();

        var e = await Assert.ThrowsAsync<HttpOperationException>(() => client.CoreV1.ReadNamespacedPodLogAsync("a", "ns"));

        Assert.Equal(status, e.Response.StatusCode);
    }

    [Fact]
    public async Task Say_that_nobody_listens()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var client = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = $"http://{silent.LocalEndPoint}" });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.Version.GetCodeAsync());
    }

    [Fact]
    public async Task Say_that_time_is_up()
    {
        await using var api = await FakeApi.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var client = api.Client(config => config.HttpClientTimeout = TimeSpan.FromMilliseconds(50));

        var e = await Assert.ThrowsAsync<TaskCanceledException>(() => client.Version.GetCodeAsync());

        Assert.IsType<TimeoutException>(e.InnerException);
    }

    [Fact]
    public async Task Say_that_the_caller_gave_up()
    {
        await using var api = await FakeApi.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using var client = api.Client();
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Version.GetCodeAsync(cancel.Token));

        Assert.IsNotType<TimeoutException>(e.InnerException);
    }
}
