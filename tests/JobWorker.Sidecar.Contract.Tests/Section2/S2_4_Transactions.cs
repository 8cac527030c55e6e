using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2;

public sealed class S2_4_Transactions : ContractTest
{
    public static readonly TheoryData<string> Stores = S2_4_State.Stores;

    [StatementForEach(Text = "2.4 a transaction of upserts and deletes answers 204, in the order given")]
    [MemberData(nameof(Stores))]
    public async Task Applied(string store)
    {
        (await TransactAsync(store, $$"""
            {"operation":"upsert","request":{"key":"{{Id}}-a","value":1} },
            {"operation":"upsert","request":{"key":"{{Id}}-b","value":2} },
            {"operation":"delete","request":{"key":"{{Id}}-b"} },
            {"operation":"upsert","request":{"key":"{{Id}}-a","value":3} }
            """)).Is(204);

        Assert.Equal("3", (await Sidecar.GetAsync($"/v1.0/state/{store}/{Id}-a")).Body);
        (await Sidecar.GetAsync($"/v1.0/state/{store}/{Id}-b")).Is(204);
    }

    [StatementForEach(Text = "2.4 a wrong etag fails it with 500 ERR_STATE_TRANSACTION")]
    [MemberData(nameof(Stores))]
    public async Task WrongEtag(string store)
    {
        await TransactAsync(store, $$"""{"operation":"upsert","request":{"key":"{{Id}}","value":1} }""");

        (await TransactAsync(store, $$"""{"operation":"upsert","request":{"key":"{{Id}}","value":2,"etag":"99"} }"""))
            .IsError(500, "ERR_STATE_TRANSACTION");
        Assert.Equal("1", (await Sidecar.GetAsync($"/v1.0/state/{store}/{Id}")).Body);
    }

    [StatementForEach(Text = "2.4 a failed transaction changes nothing on stores with real transactions")]
    [InlineData("sqlite")]
    [InlineData("memory")]
    public async Task AllOrNothing(string store)
    {
        await TransactAsync(store, $$"""{"operation":"upsert","request":{"key":"{{Id}}","value":1} }""");
        await TransactAsync(store, $$"""
            {"operation":"upsert","request":{"key":"{{Id}}-new","value":1} },
            {"operation":"upsert","request":{"key":"{{Id}}","value":2,"etag":"99"} }
            """);

        (await Sidecar.GetAsync($"/v1.0/state/{store}/{Id}-new")).Is(204);
    }

    [StatementForEach(Text = "2.4 ttlInSeconds of an operation is honoured")]
    [MemberData(nameof(Stores))]
    public async Task Ttl(string store)
    {
        (await TransactAsync(store, $$"""
            {"operation":"upsert","request":{"key":"{{Id}}","value":1,"metadata":{"ttlInSeconds":"600"} } }
            """)).Is(204);

        Assert.Contains("metadata.ttlExpireTime", (await Sidecar.GetAsync($"/v1.0/state/{store}/{Id}")).Headers.Keys);
    }

    [StatementForEach(Text = "2.4 a body that is no list of operations: 400 ERR_MALFORMED_REQUEST")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"operations":5}""")]
    [InlineData("""{"operations":[{"operation":"dance","request":{"key":"k"}}]}""")]
    [InlineData("""{"operations":[{"operation":{},"request":{"key":"k"}}]}""")]
    public async Task Malformed(string body) =>
        (await Sidecar.PostAsync("/v1.0/state/memory/transaction", body)).IsError(400, "ERR_MALFORMED_REQUEST");

    private Task<Answer> TransactAsync(string store, string operations) =>
        Sidecar.PostAsync($"/v1.0/state/{store}/transaction", $$"""{"operations":[{{operations}}],"metadata":{} }""");
}
