using System.Text.Json.Nodes;

namespace JobWorker.DevSidecar.Tests.Contrib.Aws.DynamoDb;

/// <summary>What the emulator adds to dynalite is as DynamoDB has it, so that what holds here holds there.</summary>
public sealed class ATransactionOfTheEmulator(DynamoFixture dynamo) : IClassFixture<DynamoFixture>
{
    private const string Absent = "attribute_not_exists(#k)";

    private readonly string _key = $"{Guid.NewGuid():N}";

    [SkippableFact]
    public async Task Writes_all_of_it()
    {
        await TransactAsync(Put("a"), Put("b"));
        var (good, _) = await TransactAsync(Delete("a"), Put("c", Absent), Check("b", "attribute_exists(#k)"));

        Assert.True(good);
        Assert.Equal((false, true, true), (await IsThereAsync("a"), await IsThereAsync("b"), await IsThereAsync("c")));
    }

    [SkippableFact]
    public async Task Writes_nothing_where_a_condition_fails_and_says_which()
    {
        await TransactAsync(Put("a"));
        var (good, answer) = await TransactAsync(Put("b"), Delete("a", Absent), Put("c"));

        Assert.False(good);
        Assert.Equal("com.amazonaws.dynamodb.v20120810#TransactionCanceledException", (string?)answer["__type"]);
        Assert.EndsWith("[None, ConditionalCheckFailed, None]", (string?)answer["Message"], StringComparison.Ordinal);
        Assert.Equal(
            ["None", "ConditionalCheckFailed", "None"],
            answer["CancellationReasons"]!.AsArray().Select(reason => (string?)reason!["Code"]));
        Assert.Equal((true, false, false), (await IsThereAsync("a"), await IsThereAsync("b"), await IsThereAsync("c")));
    }

    [SkippableFact]
    public async Task Has_a_reason_for_an_item_that_is_too_large()
    {
        var large = Put("a");
        large["Put"]!["Item"]!["value"] = new JsonObject { ["S"] = new string('x', 400 * 1024) };
        var (good, answer) = await TransactAsync(large, Put("b"));

        Assert.False(good);
        Assert.Equal("ValidationError", (string?)answer["CancellationReasons"]![0]!["Code"]);
        Assert.False(await IsThereAsync("b"));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task Has_one_to_a_hundred_operations(int count)
    {
        var (good, answer) = await TransactAsync([.. Enumerable.Range(0, count).Select(n => Put($"{n}"))]);

        Assert.False(good);
        Assert.EndsWith("ValidationException", (string?)answer["__type"], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Has_each_item_once()
    {
        var (good, answer) = await TransactAsync(Put("a"), Delete("a"));

        Assert.False(good);
        Assert.EndsWith("ValidationException", (string?)answer["__type"], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Lets_one_of_many_win_that_come_at_once()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => TransactAsync(
            n % 2 == 0 ? [Put("a", Absent), Put("b", Absent)] : [Put("b", Absent), Put("a", Absent)])));

        Assert.Single(all, one => one.Good);
    }

    private JsonObject Put(string name, string? condition = null) =>
        Of("Put", new JsonObject { ["Item"] = new JsonObject { ["key"] = Key(name) } }, condition);

    private JsonObject Delete(string name, string? condition = null) =>
        Of("Delete", new JsonObject { ["Key"] = new JsonObject { ["key"] = Key(name) } }, condition);

    private JsonObject Check(string name, string condition) =>
        Of("ConditionCheck", new JsonObject { ["Key"] = new JsonObject { ["key"] = Key(name) } }, condition);

    private JsonObject Key(string name) => new() { ["S"] = $"{_key}-{name}" };

    private static JsonObject Of(string kind, JsonObject call, string? condition)
    {
        call["TableName"] = DynamoFixture.Table;
        if (condition is not null)
        {
            call["ConditionExpression"] = condition;
            call["ExpressionAttributeNames"] = new JsonObject { ["#k"] = "key" };
        }

        return new JsonObject { [kind] = call };
    }

    private async Task<(bool Good, JsonNode Answer)> TransactAsync(params JsonObject[] operations)
    {
        var call = new JsonObject { ["TransactItems"] = new JsonArray([.. operations]) };
        var (good, answer) = await dynamo.Server.CallAsync("TransactWriteItems", call.ToJsonString());

        return (good, JsonNode.Parse(answer)!);
    }

    private async Task<bool> IsThereAsync(string name)
    {
        var call = new JsonObject { ["TableName"] = DynamoFixture.Table, ["Key"] = new JsonObject { ["key"] = Key(name) } };
        var (_, answer) = await dynamo.Server.CallAsync("GetItem", call.ToJsonString());

        return JsonNode.Parse(answer)!["Item"] is not null;
    }
}
