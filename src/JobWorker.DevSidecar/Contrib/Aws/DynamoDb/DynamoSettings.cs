using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Aws.DynamoDb;

/// <summary>The fields of <c>state.aws.dynamodb</c> beside those that all AWS components share.</summary>
/// <param name="Table">Must exist, with a partition key of type string and no sort key.</param>
/// <param name="PartitionKey">The name of that key; default <c>key</c>.</param>
/// <param name="TtlAttribute">The attribute DynamoDB expires items by; empty and times to live are ignored.</param>
internal sealed record DynamoSettings(string Table, string PartitionKey, string TtlAttribute)
{
    /// <exception cref="ComponentException">The table is not given.</exception>
    public static DynamoSettings From(ComponentSpec spec) => spec.Get("table") is { Length: > 0 } table
        ? new DynamoSettings(table, spec.Get("partitionKey", "key"), spec.Get("ttlAttributeName"))
        : throw spec.Wrong("table", "it is required: the name of a table");
}
