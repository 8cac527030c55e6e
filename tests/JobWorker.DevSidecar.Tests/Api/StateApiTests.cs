using System.Net;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Api;

public sealed class TheStateApi : IAsyncLifetime
{
    private const string Store = "/v1.0/state/statestore";
    private readonly FakeClock _clock = new();
    private SidecarHarness _sidecar = null!;

    public async Task InitializeAsync() =>
        _sidecar = await SidecarHarness.StartAsync(new HarnessOptions { Yaml = SidecarHarness.InMemory, Clock = _clock });

    public async Task DisposeAsync() => await _sidecar.DisposeAsync();

    [Fact]
    public async Task Gives_back_the_bytes_with_an_etag()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await SaveAsync("""{"key":"a","value":{"z": 1,  "a":"<ü>"}}""")).Status);

        var read = await _sidecar.GetAsync($"{Store}/a");

        Assert.Equal((HttpStatusCode.OK, """{"z": 1,  "a":"<ü>"}"""), (read.Status, read.Body));
        Assert.NotEmpty(read.Headers["ETag"]);
        Assert.Equal("application/json", read.Headers["Content-Type"]);
    }

    [Fact]
    public async Task Answers_204_for_what_is_not_there() =>
        Assert.Equal(HttpStatusCode.NoContent, (await _sidecar.GetAsync($"{Store}/none")).Status);

    [Fact]
    public async Task Refuses_a_stale_etag_with_409()
    {
        await SaveAsync("""{"key":"a","value":1}""");
        var etag = (await _sidecar.GetAsync($"{Store}/a")).Headers["ETag"];
        Assert.Equal(HttpStatusCode.NoContent, (await SaveAsync($$"""{"key":"a","value":2,"etag":"{{etag}}"}""")).Status);

        (await SaveAsync($$"""{"key":"a","value":3,"etag":"{{etag}}"}""")).IsError(HttpStatusCode.Conflict, "ERR_STATE_SAVE");
    }

    [Fact]
    public async Task Refuses_an_impossible_etag_with_400() =>
        (await SaveAsync("""{"key":"a","value":3,"etag":"x"}""")).IsError(HttpStatusCode.BadRequest, "ERR_STATE_SAVE");

    [Fact]
    public async Task Lets_only_the_first_write_first()
    {
        const string First = """{"key":"a","value":1,"options":{"concurrency":"first-write"}}""";
        Assert.Equal(HttpStatusCode.NoContent, (await SaveAsync(First)).Status);

        (await SaveAsync(First)).IsError(HttpStatusCode.Conflict, "ERR_STATE_SAVE");
    }

    [Fact]
    public async Task Forgets_when_the_time_is_over()
    {
        await SaveAsync("""{"key":"a","value":1,"metadata":{"ttlInSeconds":"10"}}""");
        Assert.Equal("2030-01-01T12:00:10Z", (await _sidecar.GetAsync($"{Store}/a")).Headers["metadata.ttlExpireTime"]);
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(HttpStatusCode.NoContent, (await _sidecar.GetAsync($"{Store}/a")).Status);
    }

    [Fact]
    public async Task Deletes_by_etag()
    {
        await SaveAsync("""{"key":"a","value":1}""");
        var etag = (await _sidecar.GetAsync($"{Store}/a")).Headers["ETag"];
        await SaveAsync("""{"key":"a","value":2}""");

        (await _sidecar.SendAsync(HttpMethod.Delete, $"{Store}/a", headers: ("If-Match", etag)))
            .IsError(HttpStatusCode.Conflict, "ERR_STATE_DELETE");
        Assert.Equal(HttpStatusCode.NoContent, (await _sidecar.DeleteAsync($"{Store}/a")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await _sidecar.GetAsync($"{Store}/a")).Status);
    }

    [Fact]
    public async Task Keeps_a_slash_inside_a_key()
    {
        await SaveAsync("""{"key":"a/b c","value":1}""");

        Assert.Equal("1", (await _sidecar.GetAsync($"{Store}/a%2Fb%20c")).Body);
    }

    [Fact]
    public async Task Reads_many_at_once()
    {
        await SaveAsync("""{"key":"a","value":{"x":1}},{"key":"b","value":"y"}""");

        var read = await _sidecar.PostAsync($"{Store}/bulk", """{"keys":["a","none","b"],"parallelism":10}""");

        Assert.Contains("""{"key":"a","data":{"x":1},"etag":""", read.Body, StringComparison.Ordinal);
        Assert.Contains("""{"key":"none"}""", read.Body, StringComparison.Ordinal);
        Assert.Contains("""{"key":"b","data":"y",""", read.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Applies_a_transaction_or_none_of_it()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await _sidecar.PostAsync($"{Store}/transaction", """
            {"operations":[{"operation":"upsert","request":{"key":"a","value":1}},{"operation":"upsert","request":{"key":"b","value":2}}]}
            """)).Status);

        (await _sidecar.PostAsync($"{Store}/transaction", """
            {"operations":[{"operation":"delete","request":{"key":"a"}},{"operation":"upsert","request":{"key":"b","value":3,"etag":"999"}}]}
            """)).IsError(HttpStatusCode.InternalServerError, "ERR_STATE_TRANSACTION");
        Assert.Equal("1", (await _sidecar.GetAsync($"{Store}/a")).Body);
    }

    [Theory]
    [InlineData("/v1.0/state/other", "[]", HttpStatusCode.BadRequest, "ERR_STATE_STORE_NOT_FOUND")]
    [InlineData(Store, "{", HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST")]
    [InlineData(Store, """{"key":"a"}""", HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST")]
    [InlineData(Store, """[{"key":"a||b","value":1}]""", HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST")]
    [InlineData(Store, """[{"value":1}]""", HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST")]
    [InlineData(Store, """[{"key":"a","value":1,"metadata":{"ttlInSeconds":"x"}}]""", HttpStatusCode.BadRequest, "ERR_MALFORMED_REQUEST")]
    public async Task Names_what_is_wrong(string path, string body, HttpStatusCode status, string code) =>
        (await _sidecar.PostAsync(path, body)).IsError(status, code);

    private Task<Answer> SaveAsync(string items) => _sidecar.PostAsync(Store, $"[{items}]");
}
