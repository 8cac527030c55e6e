using System.Text;
using Dapr;
using Dapr.Client;

namespace JobWorker.StandIns.Tests.Dapr.Client;

public sealed class ReadingState : ClientSpec
{
    [Fact]
    public async Task Gives_value_and_bare_etag()
    {
        Sidecar.Answers(200, """{"item":"tea","count":2}""", ("ETag", "0b3f-7"));

        var (value, etag) = await Client.GetStateAndETagAsync<Order>("jobs", "é/1");

        Assert.Equal((new Order("tea", 2), "0b3f-7"), (value, etag));
        Assert.Equal(("GET", "/v1.0/state/jobs/%C3%A9%2F1"), (Sidecar.Only.Method, Sidecar.Only.Target));
    }

    [Fact]
    public async Task Gives_default_and_an_empty_etag_where_nothing_is_stored()
    {
        Assert.Equal((null, ""), await Client.GetStateAndETagAsync<Order?>("jobs", "k"));
        Assert.Null(await Client.GetStateAsync<Order?>("jobs", "k"));
        Assert.True((await Client.GetByteStateAsync("jobs", "k")).IsEmpty);
    }

    [Fact]
    public async Task Gives_the_very_bytes()
    {
        Sidecar.Answers(200, """{ "b" : 1 }""", ("ETag", "\"1\""));

        var (bytes, etag) = await Client.GetByteStateAndETagAsync("jobs", "k");

        Assert.Equal("""{ "b" : 1 }""", Encoding.UTF8.GetString(bytes.Span));
        Assert.Equal("\"1\"", etag);
    }

    [Fact]
    public async Task Asks_with_consistency_and_metadata()
    {
        await Client.GetStateAsync<Order?>(
            "jobs", "k", ConsistencyMode.Strong, new Dictionary<string, string> { ["partition key"] = "a&b" });

        Assert.Equal("/v1.0/state/jobs/k?consistency=strong&metadata.partition%20key=a%26b", Sidecar.Only.Target);
    }

    [Fact]
    public async Task Saves_an_entry_with_the_etag_it_was_read_with()
    {
        Sidecar.Answers(200, "1", ("ETag", "v1"));
        var entry = await Client.GetStateEntryAsync<int>("jobs", "k");
        Sidecar.Answers(204);

        entry.Value++;

        Assert.True(await entry.TrySaveAsync());
        Assert.Equal("""[{"key":"k","value":2,"etag":"v1"}]""", Sidecar.Requests.Last().Body);
    }

    [Fact]
    public async Task Reads_many_keys_at_once()
    {
        Sidecar.Answers(200, """[{"key":"a","data":{"item":"tea","count":1},"etag":"1"},{"key":"b"}]""");

        var orders = await Client.GetBulkStateAsync<Order>("jobs", ["a", "b"], 10);
        var texts = await Client.GetBulkStateAsync("jobs", ["a", "b"], null);

        Assert.Equal([("a", new Order("tea", 1), "1"), ("b", null!, "")], orders.Select(x => (x.Key, x.Value, x.ETag)));
        Assert.Equal(["""{"item":"tea","count":1}""", ""], texts.Select(x => x.Value));
        Assert.Equal("/v1.0/state/jobs/bulk", Sidecar.Requests.First().Target);
        Assert.Equal("""{"keys":["a","b"],"parallelism":10}""", Sidecar.Requests.First().Body);
    }

    [Fact]
    public async Task Throws_when_one_of_many_keys_failed()
    {
        Sidecar.Answers(200, """[{"key":"a","error":"it is broken"}]""");

        var error = await Assert.ThrowsAnyAsync<DaprException>(() => Client.GetBulkStateAsync("jobs", ["a"], null));

        Assert.Contains("it is broken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Throws_on_what_is_no_such_json()
    {
        Sidecar.Answers(200, "\"text\"");

        await Assert.ThrowsAnyAsync<DaprException>(() => Client.GetStateAsync<Order>("jobs", "k"));
    }

    [Theory]
    [InlineData(400, """{"errorCode":"ERR_STATE_STORE_NOT_FOUND","message":"no store"}""", "ERR_STATE_STORE_NOT_FOUND", false)]
    [InlineData(401, "invalid api token", null, false)]
    [InlineData(503, "", null, true)]
    public async Task Throws_on_any_other_status(int status, string body, string? code, bool transient)
    {
        Sidecar.Answers(status, body);

        var error = await Assert.ThrowsAsync<DaprApiException>(() => Client.GetStateAsync<Order>("jobs", "k"));

        Assert.Equal((code, transient), (error.ErrorCode, error.IsTransient));
        Assert.Contains($" failed: {status} ", error.Message, StringComparison.Ordinal);
    }
}
