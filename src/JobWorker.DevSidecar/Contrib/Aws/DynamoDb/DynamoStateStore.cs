using System.Text.Json;
using System.Text.Json.Nodes;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Aws.DynamoDb;

/// <summary><c>state.aws.dynamodb</c>: an item for each key in a table that exists.</summary>
/// <remarks>
/// As with Dapr's store, a create-only write that finds an item is a plain error (500), even where that item's time is over and
/// DynamoDB has not removed it yet; in a transaction only the last operation on a key counts, and removals ignore their ETag.
/// Reads are always consistent.
/// </remarks>
internal sealed class DynamoStateStore : IStateStore
{
    /// <summary>The most operations that DynamoDB takes in a transaction.</summary>
    public const int MostOperations = 100;

    private const string Refused = "ConditionalCheckFailed";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly AwsClient _aws;
    private readonly DynamoSettings _settings;
    private readonly DynamoItem _items;

    private DynamoStateStore(AwsClient aws, DynamoSettings settings, TimeProvider clock) =>
        (_aws, _settings, _items) = (aws, settings, new DynamoItem(settings, clock));

    public IReadOnlyList<string> Capabilities { get; } = ["ETAG", "TRANSACTIONAL", "TTL", "ACTOR"];

    public int TransactionLimit => MostOperations;

    /// <summary>Reads a key that nobody has, so that what cannot work is told at start.</summary>
    /// <exception cref="ComponentException">A setting cannot work, or DynamoDB cannot be reached or refuses.</exception>
    public static async Task<object> CreateAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancel)
    {
        var settings = DynamoSettings.From(spec);
        var aws = new AwsClient(AwsSettings.From(spec), context.Clock);
        var store = new DynamoStateStore(aws, settings, context.Clock);
        try
        {
            await store.GetAsync("no such key", cancel);
            return store;
        }
        catch (AwsException e)
        {
            await store.DisposeAsync();
            throw spec.Wrong(e.Code switch
            {
                "ResourceNotFoundException" => "table",
                "ValidationException" => "table or partitionKey",
                AwsException.Unreachable => "endpoint or region",
                _ => "table",
            }, e.Message.TrimEnd('.'));
        }
    }

    public async Task<StateItem?> GetAsync(string key, CancellationToken cancel)
    {
        var answer = await CallAsync(
            "GetItem", Of(new() { ["Key"] = _items.Key(key), ["ConsistentRead"] = true }), cancel);

        return answer.TryGetProperty("Item", out var item) ? _items.Read(item) : null;
    }

    public Task SetAsync(StateSet set, CancellationToken cancel) => WriteAsync("PutItem", Put(set), set, cancel);

    public Task DeleteAsync(StateDelete delete, CancellationToken cancel)
    {
        var call = Delete(delete);
        DynamoItem.AddCondition(call, delete);

        return WriteAsync("DeleteItem", call, delete, cancel);
    }

    public async Task TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancel)
    {
        // DynamoDB refuses two operations on one item; of each key the last counts, in its place.
        StateOperation[] last = [.. operations.Reverse().DistinctBy(operation => operation.Key).Reverse()];
        if (last.Length > MostOperations)
        {
            throw new DynamoLimitException(
                $"The transaction has {last.Length} operations; DynamoDB takes at most {MostOperations}.");
        }

        if (last.Length == 0)
        {
            return;
        }

        var items = last.Select(JsonNode (operation) => operation is StateSet set
            ? new JsonObject { ["Put"] = Put(set) }
            : new JsonObject { ["Delete"] = Delete(operation) });
        try
        {
            await CallAsync("TransactWriteItems", new() { ["TransactItems"] = new JsonArray([.. items]) }, cancel);
        }
        catch (AwsException e)
            when (e.Code == "TransactionCanceledException" && e.Message.Contains(Refused, StringComparison.Ordinal))
        {
            throw new ETagMismatchException($"Nothing was written, as an ETag or a first-write does not hold: {e.Message}");
        }
    }

    public ValueTask DisposeAsync()
    {
        _aws.Dispose();
        return ValueTask.CompletedTask;
    }

    private JsonObject Put(StateSet set)
    {
        var call = Of(new() { ["Item"] = _items.Of(set) });
        DynamoItem.AddCondition(call, set);

        return call;
    }

    private JsonObject Delete(StateOperation delete) => Of(new() { ["Key"] = _items.Key(delete.Key) });

    private JsonObject Of(JsonObject call)
    {
        call["TableName"] = _settings.Table;
        return call;
    }

    private async Task WriteAsync(string action, JsonObject call, StateOperation operation, CancellationToken cancel)
    {
        try
        {
            await CallAsync(action, call, cancel);
        }
        catch (AwsException e) when (e.Code.StartsWith(Refused, StringComparison.Ordinal))
        {
            throw string.IsNullOrEmpty(operation.ETag)
                ? new StateWriteException($"'{operation.Key}' exists already, and first-write was asked for.")
                : new ETagMismatchException($"'{operation.Key}' does not have the ETag '{operation.ETag}'.");
        }
    }

    private Task<JsonElement> CallAsync(string action, JsonObject call, CancellationToken cancel) =>
        _aws.JsonAsync("dynamodb", $"DynamoDB_20120810.{action}", call, Limit, cancel);
}
