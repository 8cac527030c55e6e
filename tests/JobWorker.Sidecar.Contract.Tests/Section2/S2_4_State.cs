using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2;

public sealed class S2_4_State : ContractTest
{
    public static readonly TheoryData<string> Stores = new("redis", "sqlite", "memory");

    [StatementForEach(Text = "2.4 saving answers 204, and reading gives the JSON back with an ETag")]
    [MemberData(nameof(Stores))]
    public async Task SaveAndRead(string store)
    {
        await SaveAsync(store, """{"b": 1.50,"a":["<ü>",null,true]}""");
        var read = await ReadAsync(store);

        read.Is(200, """{"b": 1.50,"a":["<ü>",null,true]}""");
        Assert.NotEqual("", read.Headers["ETag"]);
    }

    [StatementForEach(Text = "2.4 PUT saves like POST, several at once")]
    [MemberData(nameof(Stores))]
    public async Task Several(string store)
    {
        (await Sidecar.PutAsync($"/v1.0/state/{store}", $$"""[{"key":"{{Id}}","value":1},{"key":"{{Id}}-2","value":2}]""")).Is(204);

        Assert.Equal("1", (await ReadAsync(store)).Body);
        Assert.Equal("2", (await Sidecar.GetAsync($"/v1.0/state/{store}/{Id}-2")).Body);
    }

    [StatementForEach(Text = "2.4 what is not there answers 204")]
    [MemberData(nameof(Stores))]
    public async Task Missing(string store) => (await ReadAsync(store)).Is(204);

    [StatementForEach(Text = "2.4 a stale etag answers 409 ERR_STATE_SAVE and changes nothing")]
    [MemberData(nameof(Stores))]
    public async Task StaleEtag(string store)
    {
        await SaveAsync(store, "1");
        var etag = (await ReadAsync(store)).Headers["ETag"];
        (await PostAsync(store, "2", $""","etag":"{etag}" """)).Is(204);

        (await PostAsync(store, "3", $""","etag":"{etag}" """)).IsError(409, "ERR_STATE_SAVE");
        Assert.Equal("2", (await ReadAsync(store)).Body);
    }

    [Statement(Text = "2.4 an etag that cannot be one answers 400 ERR_STATE_SAVE on Redis")]
    public async Task InvalidEtag() => (await PostAsync("redis", "1", ""","etag":"x" """)).IsError(400, "ERR_STATE_SAVE");

    [Statement(Text = "2.4 etag 0 on Redis means: whatever is there")]
    public async Task EtagZero()
    {
        await SaveAsync("redis", "1");

        (await PostAsync("redis", "2", ""","etag":"0" """)).Is(204);
    }

    [StatementForEach(Text = "2.4 first-write without an etag only creates: 409 on SQLite, 500 on Redis when it is there")]
    [InlineData("sqlite", 409)]
    [InlineData("redis", 500)]
    public async Task CreateOnly(string store, int status)
    {
        (await PostAsync(store, "1", FirstWrite)).Is(204);

        (await PostAsync(store, "2", FirstWrite)).IsError(status, "ERR_STATE_SAVE");
        Assert.Equal("1", (await ReadAsync(store)).Body);
    }

    [StatementForEach(Text = "2.4 last-write wins over what is there")]
    [MemberData(nameof(Stores))]
    public async Task LastWrite(string store)
    {
        await SaveAsync(store, "1");

        (await PostAsync(store, "2", ""","options":{"concurrency":"last-write","consistency":"strong"}""")).Is(204);
        Assert.Equal("2", (await ReadAsync(store)).Body);
    }

    [StatementForEach(Text = "2.4 deleting answers 204, of what is not there as well")]
    [MemberData(nameof(Stores))]
    public async Task Delete(string store)
    {
        await SaveAsync(store, "1");
        (await Sidecar.DeleteAsync(Path(store))).Is(204);
        (await Sidecar.DeleteAsync(Path(store))).Is(204);

        (await ReadAsync(store)).Is(204);
    }

    [StatementForEach(Text = "2.4 deleting with If-Match: 409 where it does not match, 204 where it does")]
    [MemberData(nameof(Stores))]
    public async Task DeleteByEtag(string store)
    {
        await SaveAsync(store, "1");
        var stale = (await ReadAsync(store)).Headers["ETag"];
        await SaveAsync(store, "2");
        (await Sidecar.SendAsync("DELETE", $"{Path(store)}?concurrency=first-write", headers: ("If-Match", stale)))
            .IsError(409, "ERR_STATE_DELETE");

        var etag = (await ReadAsync(store)).Headers["ETag"];
        (await Sidecar.SendAsync("DELETE", Path(store), headers: ("If-Match", etag))).Is(204);
        (await ReadAsync(store)).Is(204);
    }

    [StatementForEach(Text = "2.4 ttlInSeconds: reading tells metadata.ttlExpireTime, and then it is gone")]
    [MemberData(nameof(Stores))]
    public async Task Ttl(string store)
    {
        (await PostAsync(store, "1", ""","metadata":{"ttlInSeconds":"2"}""")).Is(204);
        Assert.True(DateTimeOffset.TryParse((await ReadAsync(store)).Headers["metadata.ttlExpireTime"], out _));

        await Until.IsAsync("its end", TimeSpan.FromSeconds(10), async () => (await ReadAsync(store)).Status == 204 ? App : null);
    }

    [StatementForEach(Text = "2.4 a write without ttlInSeconds keeps it for good")]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task NoTtl(string store)
    {
        await PostAsync(store, "1", ""","metadata":{"ttlInSeconds":"600"}""");
        await SaveAsync(store, "2");

        Assert.DoesNotContain("metadata.ttlExpireTime", (await ReadAsync(store)).Headers.Keys);
    }

    [StatementForEach(Text = "2.4 bulk reads give key, data and etag; what is not there has its key only")]
    [MemberData(nameof(Stores))]
    public async Task Bulk(string store)
    {
        await SaveAsync(store, """{"a":1}""");
        var read = await Sidecar.PostAsync($"/v1.0/state/{store}/bulk", $$"""{"keys":["{{Id}}","{{Id}}-none"],"parallelism":2}""");

        var items = read.Is(200).Json.EnumerateArray().OrderBy(item => item.GetProperty("key").GetString()!.Length).ToList();
        Assert.Equal(1, items[0].GetProperty("data").GetProperty("a").GetInt32());
        Assert.Equal((await ReadAsync(store)).Headers["ETag"], items[0].GetProperty("etag").GetString());
        Assert.False(items[1].TryGetProperty("data", out _));
    }

    [Statement(Text = "2.4 an unknown store: 400 ERR_STATE_STORE_NOT_FOUND")]
    public async Task Unknown()
    {
        (await ReadAsync("nowhere")).IsError(400, "ERR_STATE_STORE_NOT_FOUND");
        (await PostAsync("nowhere", "1", "")).IsError(400, "ERR_STATE_STORE_NOT_FOUND");
        (await Sidecar.DeleteAsync(Path("nowhere"))).IsError(400, "ERR_STATE_STORE_NOT_FOUND");
    }

    [Statement(Text = "2.4 no store at all: 500 ERR_STATE_STORE_NOT_CONFIGURED")]
    public async Task NotConfigured()
    {
        World.NeedsItsOwn();
        await using var sidecar = await SidecarProcess.StartAsync(new SidecarOptions
        {
            Yaml = "kind: Component\nmetadata: {name: t}\nspec: {type: pubsub.in-memory}",
        });

        (await sidecar.Api.GetAsync("/v1.0/state/s/k")).IsError(500, "ERR_STATE_STORE_NOT_CONFIGURED");
    }

    [StatementForEach(Text = "2.4 a body that is no list of states: 400 ERR_MALFORMED_REQUEST")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[")]
    [InlineData("[5]")]
    [InlineData("""[{"key":5}]""")]
    [InlineData("""[{"key":"k","value":1}""")]
    [InlineData("""[{"key":"k","value":1}] more""")]
    public async Task Malformed(string body) => (await Sidecar.PostAsync("/v1.0/state/memory", body)).IsError(400, "ERR_MALFORMED_REQUEST");

    [StatementForEach(Text = "2.4 || in a key is refused with 400")]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Separator(string verb) => (await Sidecar.SendAsync(verb, $"/v1.0/state/memory/a%7C%7C{Id}")).Is(400);

    [Statement(Text = "2.4 keys get the prefix appid, name or none, in Redis a hash with data and version")]
    public async Task Prefixes()
    {
        using var redis = Redis();
        foreach (var (store, key) in new[] { ("redis", $"contract||{Id}"), ("named", $"named||{Id}"), ("bare", Id) })
        {
            await SaveAsync(store, "\"x\"");
            Assert.Equal(("\"x\"", "1"), (redis.Call("HGET", key, "data"), redis.Call("HGET", key, "version")));
        }
    }

    private const string FirstWrite = ""","options":{"concurrency":"first-write"}""";

    private string Path(string store) => $"/v1.0/state/{store}/{Id}";

    private Task<Answer> ReadAsync(string store) => Sidecar.GetAsync(Path(store));

    private async Task SaveAsync(string store, string value) => (await PostAsync(store, value, "")).Is(204);

    private Task<Answer> PostAsync(string store, string value, string more) =>
        Sidecar.PostAsync($"/v1.0/state/{store}", $$"""[{"key":"{{Id}}","value":{{value}}{{more}}}]""");
}
