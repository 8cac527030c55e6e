using System.Text;
using System.Text.Json;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Aws;
using JobWorker.DevSidecar.Contrib.Aws.DynamoDb;
using JobWorker.DevSidecar.Tests.Components;
using JobWorker.DevSidecar.Tests.Support;
using JobWorker.Testing;

namespace JobWorker.DevSidecar.Tests.Contrib.Aws.DynamoDb;

public sealed class StateInDynamoDb(DynamoFixture dynamo) : StateStoreContract, IClassFixture<DynamoFixture>
{
    private readonly FakeClock _clock = new();

    private protected override Task<IStateStore> CreateAsync() => dynamo.OpenAsync(_clock);

    protected override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }
}

public sealed class ADynamoStore(DynamoFixture dynamo) : IClassFixture<DynamoFixture>, IAsyncLifetime
{
    private readonly string _key = $"app||{Guid.NewGuid():N}";
    private readonly FakeClock _clock = new();
    private IStateStore? _store;

    private IStateStore Store => _store!;

    public async Task InitializeAsync() => _store = await dynamo.OpenAsync(_clock);

    public async Task DisposeAsync() => await (_store?.DisposeAsync() ?? ValueTask.CompletedTask);

    [SkippableFact]
    public async Task Has_the_items_of_daprs_store()
    {
        await Store.SetAsync(Set("""{"a":1}""", ttl: 60), default);
        var item = await ItemAsync();

        Assert.Equal(["etag", "expiresAt", "key", "value"], item.EnumerateObject().Select(member => member.Name).Order());
        Assert.Equal("""{"a":1}""", item.GetProperty("value").GetProperty("S").GetString());
        Assert.Matches("^[0-9a-f]{1,16}$", item.GetProperty("etag").GetProperty("S").GetString());
        Assert.Equal(
            $"{_clock.GetUtcNow().AddSeconds(60).ToUnixTimeSeconds()}", item.GetProperty("expiresAt").GetProperty("N").GetString());
    }

    [SkippableFact]
    public async Task Ignores_times_to_live_without_an_attribute_for_them()
    {
        await using var store = await dynamo.OpenAsync(_clock, ("ttlAttributeName", ""));
        await store.SetAsync(Set("1", ttl: 1), default);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.NotNull(await store.GetAsync(_key, default));
    }

    [SkippableFact]
    public async Task Takes_another_name_for_the_key()
    {
        await dynamo.Server.AddTableAsync("other", "id");
        await using var store = await DynamoFixture.CreateAsync(
            _clock, ("endpoint", dynamo.Server.Url), ("table", "other"), ("partitionKey", "id"));
        await store.SetAsync(Set("1"), default);

        Assert.NotNull(await store.GetAsync(_key, default));
    }

    [SkippableFact]
    public async Task Answers_a_lost_create_with_an_error_that_is_no_mismatch()
    {
        await Store.SetAsync(Set("1", firstWrite: true), default);

        await Assert.ThrowsAsync<StateWriteException>(() => Store.SetAsync(Set("2", firstWrite: true), default));
    }

    [SkippableFact]
    public async Task Takes_no_create_over_an_expired_item_that_is_still_there()
    {
        await Store.SetAsync(Set("1", ttl: 1), default);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(await Store.GetAsync(_key, default));
        await Assert.ThrowsAsync<StateWriteException>(() => Store.SetAsync(Set("2", firstWrite: true), default));
    }

    [SkippableFact]
    public async Task Keeps_bytes_that_are_no_text()
    {
        byte[] bytes = [0, 255, 1];
        await Store.SetAsync(new StateSet(_key, bytes, null, false, null), default);

        Assert.Equal(bytes, (await Store.GetAsync(_key, default))!.Value.ToArray());
    }

    [SkippableFact]
    public async Task Takes_an_item_of_400_kilobytes_and_none_larger()
    {
        var names = "key".Length + _key.Length + "value".Length + "etag".Length + 16;
        await Store.SetAsync(Set(new string('x', DynamoItem.MostBytes - names)), default);

        var failure = await Assert.ThrowsAsync<DynamoLimitException>(
            () => Store.SetAsync(Set(new string('y', DynamoItem.MostBytes)), default));
        Assert.Contains("400 KB", failure.Message, StringComparison.Ordinal);
        Assert.Equal((byte)'x', (await Store.GetAsync(_key, default))!.Value.Span[0]);
    }

    [SkippableFact]
    public async Task Undoes_all_of_a_transaction_that_fails_in_part()
    {
        await Store.SetAsync(Set("1"), default);
        var other = Set("1") with { Key = _key + "-other" };

        await Assert.ThrowsAsync<ETagMismatchException>(
            () => Store.TransactAsync([other, Set("2", firstWrite: true)], default));
        Assert.Null(await Store.GetAsync(other.Key, default));
    }

    [SkippableFact]
    public async Task Sends_the_last_operation_on_each_key_and_removals_without_etag()
    {
        // Two operations on one item, or a condition that does not hold, would be refused.
        await Store.SetAsync(Set("0"), default);
        await Store.TransactAsync(
            [
                Set("1"), Set("2") with { Key = _key + "-b" }, new StateDelete(_key, "stale", false),
                Set("3") with { Key = _key + "-c" }, Set("4") with { Key = _key + "-b" },
            ],
            default);

        Assert.Null(await Store.GetAsync(_key, default));
        Assert.Equal("4"u8.ToArray(), (await Store.GetAsync(_key + "-b", default))!.Value.ToArray());
        Assert.Equal("3"u8.ToArray(), (await Store.GetAsync(_key + "-c", default))!.Value.ToArray());
    }

    [SkippableFact]
    public async Task Takes_a_hundred_operations_and_no_more()
    {
        await Store.TransactAsync([.. Many(100)], default);

        var failure = await Assert.ThrowsAsync<DynamoLimitException>(() => Store.TransactAsync([.. Many(101)], default));
        Assert.Contains("at most 100", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(await Store.GetAsync($"{_key}-99", default));

        IEnumerable<StateOperation> Many(int count) =>
            Enumerable.Range(0, count).Select(n => Set("1") with { Key = $"{_key}-{n}" });
    }

    private StateSet Set(string value, bool firstWrite = false, int? ttl = null) =>
        new(_key, Encoding.UTF8.GetBytes(value), null, firstWrite, ttl);

    private async Task<JsonElement> ItemAsync()
    {
        var (_, answer) = await dynamo.Server.CallAsync(
            "GetItem", $$"""{"TableName": "{{DynamoFixture.Table}}", "Key": {"key": {"S": "{{_key}}"} } }""");

        return JsonElement.Parse(answer).GetProperty("Item");
    }
}

public sealed class DynamoDbInTrouble(DynamoFixture dynamo) : IClassFixture<DynamoFixture>
{
    [SkippableTheory]
    [InlineData("table", "absent")]
    [InlineData("table", "")]
    [InlineData("partitionKey", "id")]
    [InlineData("secretKey", "")]
    public async Task Is_named_at_start_with_the_field(string field, string value)
    {
        var failure = await Assert.ThrowsAsync<ComponentException>(() => dynamo.OpenAsync(TimeProvider.System, (field, value)));

        Assert.Contains(field, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_named_at_start_when_nothing_answers()
    {
        var failure = await Assert.ThrowsAsync<ComponentException>(
            () => DynamoFixture.CreateAsync(TimeProvider.System, ("endpoint", $"http://127.0.0.1:{Ports.Free()}")));

        Assert.Contains("endpoint", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Refuses_more_operations_than_it_takes_with_400()
    {
        await using var sidecar = await SidecarHarness.StartAsync(new HarnessOptions
        {
            Yaml = $$"""
                apiVersion: dapr.io/v1alpha1
                kind: Component
                metadata: {name: statestore}
                spec:
                  type: state.aws.dynamodb
                  version: v1
                  metadata:
                  - {name: table, value: {{DynamoFixture.Table}}}
                  - {name: endpoint, value: "{{dynamo.Server.Url}}"}
                  - {name: region, value: eu-central-1}
                  - {name: accessKey, value: AKID}
                  - {name: secretKey, value: hush}
                """,
        });
        var operations = Enumerable.Range(0, 101).Select(n => $$$"""{"operation":"upsert","request":{"key":"{{{n}}}","value":1}}""");

        var answer = await sidecar.PostAsync(
            "/v1.0/state/statestore/transaction", $$"""{"operations":[{{string.Join(',', operations)}}]}""");
        answer.IsError(System.Net.HttpStatusCode.BadRequest, "ERR_STATE_STORE_TOO_MANY_TRANSACTIONS");
    }

    [SkippableFact]
    public async Task Fails_calls_while_the_server_is_away_and_serves_them_when_it_is_back()
    {
        await using var store = await DynamoFixture.CreateAsync(TimeProvider.System, ("endpoint", dynamo.Server.Url));
        await store.SetAsync(new StateSet("a", "1"u8.ToArray(), null, false, null), default);
        await dynamo.Server.StopAsync();
        await Assert.ThrowsAsync<AwsException>(() => store.GetAsync("a", default));

        await dynamo.Server.StartAsync(DynamoFixture.Table);
        Assert.Equal("1"u8.ToArray(), (await store.GetAsync("a", default))!.Value.ToArray());
    }
}
