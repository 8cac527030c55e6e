using System.Text;
using Dapr;
using Dapr.Client;

namespace JobWorker.StandIns.Tests.Dapr.Client;

public sealed class WritingState : ClientSpec
{
    private static readonly StateOptions FirstWins = new()
    {
        Concurrency = ConcurrencyMode.FirstWrite,
        Consistency = ConsistencyMode.Strong,
    };

    private static readonly Dictionary<string, string> Ttl = new() { ["ttlInSeconds"] = "60" };

    [Fact]
    public async Task Posts_an_array_of_one_item()
    {
        await Client.SaveStateAsync("jobs", "a/b c", new Order("tea", 2));

        Assert.Equal(("POST", "/v1.0/state/jobs"), (Sidecar.Only.Method, Sidecar.Only.Target));
        Assert.Equal("""[{"key":"a/b c","value":{"item":"tea","count":2}}]""", Sidecar.Only.Body);
        Assert.StartsWith("application/json", Sidecar.Only.Headers["Content-Type"]);
        Assert.Equal("secret", Sidecar.Only.Headers["dapr-api-token"]);
    }

    [Fact]
    public async Task Passes_on_etag_options_and_metadata()
    {
        Assert.True(await Client.TrySaveStateAsync("jobs", "k", 1, "v7", FirstWins, Ttl));

        Assert.Equal(
            """
            [{"key":"k","value":1,"etag":"v7",
            "options":{"concurrency":"first-write","consistency":"strong"},"metadata":{"ttlInSeconds":"60"}}]
            """.ReplaceLineEndings(""),
            Sidecar.Only.Body);
    }

    [Fact]
    public async Task Writes_the_discriminator_of_a_polymorphic_value()
    {
        await Client.SaveStateAsync<Shape>("jobs", "k", new Circle(1.5));

        Assert.Contains("""{"kind":"circle","radius":1.5}""", Sidecar.Only.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sends_bytes_as_the_json_they_are()
    {
        Assert.True(await Client.TrySaveByteStateAsync("jobs", "k", """{"b" : [1, "é"]}"""u8.ToArray(), "1"));

        Assert.Equal("""[{"key":"k","value":{"b" : [1, "é"]},"etag":"1"}]""", Sidecar.Only.Body);
    }

    [Fact]
    public async Task Refuses_bytes_that_are_no_json()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => Client.SaveByteStateAsync("jobs", "k", new byte[] { 1, 2 }));
        await Assert.ThrowsAsync<NotSupportedException>(() => Client.SaveByteStateAsync("jobs", "k", default));

        Assert.Empty(Sidecar.Requests);
    }

    [Fact]
    public async Task Answers_false_when_the_etag_no_longer_holds()
    {
        Sidecar.Answers(409, """{"errorCode":"ERR_STATE_SAVE","message":"etag mismatch"}""");

        Assert.False(await Client.TrySaveStateAsync("jobs", "k", 1, "v7"));
        Assert.False(await Client.TrySaveByteStateAsync("jobs", "k", "1"u8.ToArray(), "v7"));
        Assert.False(await Client.TryDeleteStateAsync("jobs", "k", "v7"));
    }

    [Fact]
    public async Task Throws_on_a_conflict_it_sent_no_etag_for()
    {
        Sidecar.Answers(409, """{"errorCode":"ERR_STATE_SAVE","message":"it exists"}""");

        var error = await Assert.ThrowsAsync<DaprApiException>(() => Client.SaveStateAsync("jobs", "k", 1, FirstWins));

        Assert.Equal("ERR_STATE_SAVE", error.ErrorCode);
    }

    [Fact]
    public async Task Tells_operation_status_code_and_message_of_a_failure()
    {
        Sidecar.Answers(500, """{"errorCode":"ERR_STATE_SAVE","message":"the store is away"}""");

        var error = await Assert.ThrowsAnyAsync<DaprException>(() => Client.TrySaveStateAsync("jobs", "k", 1, "v7"));

        Assert.Equal("Saving 'k' of store 'jobs' failed: 500 ERR_STATE_SAVE: the store is away", error.Message);
        Assert.True(((DaprApiException)error).IsTransient);
    }

    [Fact]
    public async Task Saves_many_items_in_one_call()
    {
        await Client.SaveBulkStateAsync("jobs", [new SaveStateItem<int>("a", 1, "v1"), new SaveStateItem<int>("b", 2, null)]);

        Assert.Equal("""[{"key":"a","value":1,"etag":"v1"},{"key":"b","value":2}]""", Sidecar.Only.Body);
    }

    [Fact]
    public async Task Deletes_with_the_etag_in_a_header_and_the_rest_in_the_query()
    {
        Assert.True(await Client.TryDeleteStateAsync("jobs", "a/b?", "v 7", FirstWins, Ttl));

        Assert.Equal("DELETE", Sidecar.Only.Method);
        Assert.Equal(
            "/v1.0/state/jobs/a%2Fb%3F?concurrency=first-write&consistency=strong&metadata.ttlInSeconds=60",
            Sidecar.Only.Target);
        Assert.Equal("v 7", Sidecar.Only.Headers["If-Match"]);
    }

    [Fact]
    public async Task Deletes_without_an_etag()
    {
        await Client.DeleteStateAsync("jobs", "k");

        Assert.Equal("/v1.0/state/jobs/k", Sidecar.Only.Target);
        Assert.False(Sidecar.Only.Headers.ContainsKey("If-Match"));
    }

    [Fact]
    public async Task Sends_a_transaction_as_operations()
    {
        await Client.ExecuteStateTransactionAsync(
            "jobs",
            [
                new StateTransactionRequest("a", Encoding.UTF8.GetBytes("""{"x":1}"""), StateOperationType.Upsert, "v1"),
                new StateTransactionRequest("b", null, StateOperationType.Delete),
            ],
            Ttl);

        Assert.Equal("/v1.0/state/jobs/transaction", Sidecar.Only.Target);
        Assert.Equal(
            """{"operations":[{"operation":"upsert","request":{"key":"a","value":{"x":1},"etag":"v1"}},"""
            + """{"operation":"delete","request":{"key":"b"}}],"metadata":{"ttlInSeconds":"60"}}""",
            Sidecar.Only.Body);
    }
}
