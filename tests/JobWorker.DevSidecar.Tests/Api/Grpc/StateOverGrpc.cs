using Google.Protobuf;
using JobWorker.DevSidecar.Api.Grpc.Messages;

namespace JobWorker.DevSidecar.Tests.Api.Grpc;

public sealed class StateOverGrpc : GrpcSpec
{
    private const string Store = "statestore";

    [Fact]
    public async Task Keeps_bytes_as_they_are()
    {
        byte[] value = [0, 255, 1, 0x80, (byte)'"'];
        await SaveAsync(new StateItem { Key = "k", Value = ByteString.CopyFrom(value) });

        var read = await GetAsync("k");

        Assert.Equal(value, read.Data.ToByteArray());
        Assert.NotEmpty(read.Etag);
    }

    [Fact]
    public async Task Is_the_state_of_HTTP()
    {
        await SaveAsync(new StateItem { Key = "grpc", Value = Utf8("{\"a\":1}") });
        await Sidecar.PostAsync("/v1.0/state/statestore", """[{"key":"http","value":{"b":2}}]""");

        Assert.Equal("{\"a\":1}", (await Sidecar.GetAsync("/v1.0/state/statestore/grpc")).Body);
        Assert.Equal("{\"b\":2}", (await GetAsync("http")).Data.ToStringUtf8());
    }

    [Fact]
    public async Task Answers_nothing_for_what_is_not_there()
    {
        var read = await GetAsync("none");

        Assert.Equal(new GetStateResponse(), read);
    }

    [Fact]
    public async Task Says_when_a_value_ends()
    {
        await SaveAsync(new StateItem { Key = "k", Value = Utf8("1"), Metadata = { ["ttlInSeconds"] = "60" } });

        Assert.Contains("ttlExpireTime", (await GetAsync("k")).Metadata.Keys);
    }

    [Fact]
    public async Task Reads_many_keys_in_the_order_asked()
    {
        await SaveAsync(new StateItem { Key = "a", Value = Utf8("1") }, new StateItem { Key = "b", Value = Utf8("x\"") });

        var items = (await Client.CallAsync("GetBulkState", new GetBulkStateRequest { StoreName = Store, Keys = { "b", "none", "a" } }))
            .As(GetBulkStateResponse.Parser).Items;

        Assert.Equal([("b", "x\""), ("none", ""), ("a", "1")], items.Select(item => (item.Key, item.Data.ToStringUtf8())));
        Assert.All(items, item => Assert.Empty(item.Error));
    }

    [Fact]
    public async Task Aborts_a_write_with_an_old_etag()
    {
        await SaveAsync(new StateItem { Key = "k", Value = Utf8("1") });
        var old = (await GetAsync("k")).Etag;
        await SaveAsync(new StateItem { Key = "k", Value = Utf8("2"), Etag = new Etag { Value = old } });

        var save = await TrySaveAsync(new StateItem { Key = "k", Value = Utf8("3"), Etag = new Etag { Value = old } });
        var delete = await Client.CallAsync(
            "DeleteState", new DeleteStateRequest { StoreName = Store, Key = "k", Etag = new Etag { Value = old } });

        save.IsError(GrpcClient.Aborted, "etag mismatch");
        delete.IsError(GrpcClient.Aborted, "etag mismatch");
        Assert.Equal("2", (await GetAsync("k")).Data.ToStringUtf8());
    }

    [Fact]
    public async Task Refuses_an_etag_that_cannot_be_one() =>
        (await TrySaveAsync(new StateItem { Key = "k", Value = Utf8("1"), Etag = new Etag { Value = "no number" } }))
            .IsError(GrpcClient.InvalidArgument, "invalid etag");

    [Fact]
    public async Task Writes_a_first_write_once()
    {
        var options = new StateOptions { Concurrency = StateOptions.Types.StateConcurrency.ConcurrencyFirstWrite };
        await SaveAsync(new StateItem { Key = "k", Value = Utf8("1"), Options = options });

        var second = await TrySaveAsync(new StateItem { Key = "k", Value = Utf8("2"), Options = options });

        Assert.NotEqual(0, second.Status);
        Assert.Equal("1", (await GetAsync("k")).Data.ToStringUtf8());
    }

    [Fact]
    public async Task Deletes()
    {
        await SaveAsync(new StateItem { Key = "k", Value = Utf8("1") });

        Assert.Equal(0, (await Client.CallAsync("DeleteState", new DeleteStateRequest { StoreName = Store, Key = "k" })).Status);

        Assert.Empty((await GetAsync("k")).Etag);
    }

    [Fact]
    public async Task Does_a_transaction_whole_or_not_at_all()
    {
        await SaveAsync(new StateItem { Key = "old", Value = Utf8("1") });

        var done = await TransactAsync(("upsert", new StateItem { Key = "new", Value = Utf8("2") }), ("delete", new StateItem { Key = "old" }));
        var refused = await TransactAsync(
            ("upsert", new StateItem { Key = "third", Value = Utf8("3") }),
            ("upsert", new StateItem { Key = "new", Value = Utf8("4"), Etag = new Etag { Value = "99" } }));

        Assert.Equal(0, done.Status);
        refused.IsError(GrpcClient.Internal, "error while executing state transaction");
        Assert.Equal(("2", "", ""), (
            (await GetAsync("new")).Data.ToStringUtf8(), (await GetAsync("old")).Etag, (await GetAsync("third")).Etag));
    }

    [Fact]
    public async Task Names_an_operation_it_does_not_know() =>
        (await TransactAsync(("merge", new StateItem { Key = "k" }))).IsError(GrpcClient.Unimplemented, "\"merge\"");

    [Theory]
    [InlineData("GetState", "elsewhere", "k", "state store elsewhere is not found")]
    [InlineData("GetState", Store, "a||b", "'a||b' can't contain '||'")]
    [InlineData("GetState", Store, "", "must not be empty")]
    [InlineData("GetBulkState", Store, "a||b", "'a||b' can't contain '||'")]
    [InlineData("SaveState", Store, "", "must not be empty")]
    [InlineData("DeleteState", "elsewhere", "k", "state store elsewhere is not found")]
    [InlineData("ExecuteStateTransaction", "elsewhere", "k", "state store elsewhere is not found")]
    public async Task Refuses_what_cannot_be(string method, string store, string key, string problem)
    {
        IMessage request = method switch
        {
            "GetState" => new GetStateRequest { StoreName = store, Key = key },
            "GetBulkState" => new GetBulkStateRequest { StoreName = store, Keys = { "fine", key } },
            "SaveState" => new SaveStateRequest { StoreName = store, States = { new StateItem { Key = key } } },
            "DeleteState" => new DeleteStateRequest { StoreName = store, Key = key },
            _ => new ExecuteStateTransactionRequest { StoreName = store },
        };

        (await Client.CallAsync(method, request)).IsError(GrpcClient.InvalidArgument, problem);
    }

    [Theory]
    [InlineData("ttlInSeconds", "soon", "ttlInSeconds must be a whole number")]
    [InlineData("contentType", "application/json", "is not the JSON that its contentType says")]
    public async Task Refuses_metadata_that_is_not_true(string name, string value, string problem) =>
        (await TrySaveAsync(new StateItem { Key = "k", Value = Utf8("{"), Metadata = { [name] = value } }))
            .IsError(GrpcClient.InvalidArgument, problem);

    private static ByteString Utf8(string text) => ByteString.CopyFromUtf8(text);

    private async Task<GetStateResponse> GetAsync(string key) =>
        (await Client.CallAsync("GetState", new GetStateRequest { StoreName = Store, Key = key })).As(GetStateResponse.Parser);

    private Task<GrpcAnswer> TrySaveAsync(params StateItem[] items) =>
        Client.CallAsync("SaveState", new SaveStateRequest { StoreName = Store, States = { items } });

    private async Task SaveAsync(params StateItem[] items)
    {
        var answer = await TrySaveAsync(items);
        Assert.True(answer.Status == 0, answer.Message);
    }

    private Task<GrpcAnswer> TransactAsync(params (string Type, StateItem Item)[] operations) => Client.CallAsync(
        "ExecuteStateTransaction",
        new ExecuteStateTransactionRequest
        {
            StoreName = Store,
            Operations = { operations.Select(one => new TransactionalStateOperation { OperationType = one.Type, Request = one.Item }) },
        });
}
