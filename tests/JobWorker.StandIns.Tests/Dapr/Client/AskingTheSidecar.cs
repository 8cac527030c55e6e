using Dapr;
using Dapr.Client;

#pragma warning disable DAPR_DISTRIBUTEDLOCK // The lock API is experimental.

namespace JobWorker.StandIns.Tests.Dapr.Client;

public sealed class AskingTheSidecar : ClientSpec
{
    [Theory]
    [InlineData("""{"success":true}""", true)]
    [InlineData("""{"success":false}""", false)]
    [InlineData("{}", false)]
    public async Task Takes_a_lock(string body, bool taken)
    {
        Sidecar.Answers(200, body);

        var response = await Client.Lock("locks", "leader", "pod-1", 30);

        Assert.Equal(taken, response.Success);
        Assert.Equal("/v1.0-alpha1/lock/locks", Sidecar.Only.Target);
        Assert.Equal("""{"resourceId":"leader","lockOwner":"pod-1","expiryInSeconds":30}""", Sidecar.Only.Body);
    }

    [Fact]
    public async Task Gives_a_lock_back_when_its_response_is_disposed_of()
    {
        Sidecar.Answers(200, """{"success":true}""");

        await (await Client.Lock("locks", "leader", "pod-1", 30)).DisposeAsync();

        Assert.Equal("/v1.0-alpha1/unlock/locks", Sidecar.Requests.Last().Target);
        Assert.Equal("""{"resourceId":"leader","lockOwner":"pod-1"}""", Sidecar.Requests.Last().Body);
    }

    [Theory]
    [InlineData("""{"status":0}""", LockStatus.Success)]
    [InlineData("""{"status":1}""", LockStatus.LockDoesNotExist)]
    [InlineData("""{"status":2}""", LockStatus.LockBelongsToOthers)]
    [InlineData("""{"status":3}""", LockStatus.InternalError)]
    public async Task Tells_what_became_of_an_unlock(string body, LockStatus status)
    {
        Sidecar.Answers(200, body);

        Assert.Equal(status, (await Client.Unlock("locks", "leader", "pod-1")).status);
    }

    [Fact]
    public async Task Reads_a_secret()
    {
        Sidecar.Answers(200, """{"user":"me","password":"x"}""");

        var secret = await Client.GetSecretAsync("vault", "team/hooks", new Dictionary<string, string> { ["version"] = "2" });

        Assert.Equal(new Dictionary<string, string> { ["user"] = "me", ["password"] = "x" }, secret);
        Assert.Equal("/v1.0/secrets/vault/team%2Fhooks?metadata.version=2", Sidecar.Only.Target);
    }

    [Fact]
    public async Task Throws_when_a_secret_may_not_be_read()
    {
        Sidecar.Answers(403, """{"errorCode":"ERR_PERMISSION_DENIED","message":"access denied"}""");

        await Assert.ThrowsAsync<DaprApiException>(() => Client.GetSecretAsync("vault", "hooks"));
    }

    [Fact]
    public async Task Throws_when_the_lock_store_fails()
    {
        Sidecar.Answers(500, """{"errorCode":"ERR_TRY_LOCK","message":"away"}""");

        await Assert.ThrowsAnyAsync<DaprException>(() => Client.Lock("locks", "leader", "pod-1", 30));
    }

    [Fact]
    public async Task Reads_its_metadata()
    {
        Sidecar.Answers(200, """
            {"id":"worker","runtimeVersion":"1.18","extended":{"a":"b"},"unknown":[1],
             "actorRuntime":{"activeActors":[{"type":"JobActor","count":3}]},
             "components":[{"name":"jobs","type":"state.redis","version":"v1","capabilities":["ETAG"]},{"name":"q","type":"pubsub.redis"}]}
            """);

        var metadata = await Client.GetMetadataAsync();

        Assert.Equal("worker", metadata.Id);
        Assert.Equal("b", metadata.Extended["a"]);
        Assert.Equal(("JobActor", 3), (Assert.Single(metadata.Actors).Type, metadata.Actors[0].Count));
        Assert.Equal(["jobs", "q"], metadata.Components.Select(x => x.Name));
        Assert.Equal(["ETAG"], metadata.Components[0].Capabilities);
        Assert.Empty(metadata.Components[1].Capabilities);
    }

    [Fact]
    public async Task Sets_an_attribute_as_text()
    {
        await Client.SetMetadataAsync("my key", "value");

        Assert.Equal(("PUT", "/v1.0/metadata/my%20key", "value"), (Sidecar.Only.Method, Sidecar.Only.Target, Sidecar.Only.Body));
        Assert.StartsWith("text/plain", Sidecar.Only.Headers["Content-Type"]);
    }

    [Fact]
    public async Task Asks_it_to_end()
    {
        await Client.ShutdownSidecarAsync();

        Assert.Equal(("POST", "/v1.0/shutdown"), (Sidecar.Only.Method, Sidecar.Only.Target));
    }

    [Fact]
    public async Task Tells_health_by_the_status()
    {
        Assert.True(await Client.CheckHealthAsync());
        Assert.True(await Client.CheckOutboundHealthAsync());
        Sidecar.Answers(500, """{"errorCode":"ERR_HEALTH_NOT_READY","message":"not ready"}""");

        Assert.False(await Client.CheckHealthAsync());
        Assert.Equal(
            ["/v1.0/healthz", "/v1.0/healthz/outbound", "/v1.0/healthz"], Sidecar.Requests.Select(x => x.Target));
    }

    [Fact]
    public async Task Waits_until_it_is_ready()
    {
        var answer = Sidecar.Answer;
        Sidecar.Answers(500);
        var failed = Sidecar.Answer;
        Sidecar.Answer = (seen, http) => Sidecar.Requests.Count < 2 ? failed(seen, http) : answer(seen, http);

        await Client.WaitForSidecarAsync();

        Assert.Equal(2, Sidecar.Requests.Count);
    }

    [Fact]
    public async Task Throws_when_it_is_not_there()
    {
        await Sidecar.DisposeAsync();

        await Assert.ThrowsAsync<DaprException>(() => Client.GetStateAsync<int>("jobs", "k"));
        Assert.False(await Client.CheckHealthAsync());
    }

    [Fact]
    public async Task Throws_when_it_takes_too_long()
    {
        Sidecar.Answer = (_, http) => Task.Delay(Timeout.Infinite, http.RequestAborted);
        using var hasty = new DaprClientBuilder()
            .UseHttpEndpoint(Sidecar.Url).UseTimeout(TimeSpan.FromMilliseconds(50)).Build();

        await Assert.ThrowsAsync<DaprException>(() => hasty.GetStateAsync<int>("jobs", "k"));
    }

    [Fact]
    public async Task Stops_waiting_when_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        Sidecar.Answer = async (_, http) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Client.GetStateAsync<int>("jobs", "k", cancellationToken: cancel.Token));
    }
}
