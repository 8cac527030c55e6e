using System.Globalization;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.Redis.Wire;

namespace JobWorker.DevSidecar.Contrib.Redis;

/// <summary><c>state.redis</c>: a hash for each key, fields <c>data</c> and <c>version</c>, as Dapr lays it out.</summary>
/// <remarks>
/// A transaction is MULTI/EXEC: nobody sees it half done, but an operation that is refused does not undo the others, and
/// first-write is not honoured inside it. An ETag of <c>0</c> writes whatever is there.
/// </remarks>
internal sealed class RedisStateStore : IStateStore
{
    private const string AnyVersion = "0";

    private readonly RedisClient _redis;
    private readonly TimeProvider _clock;
    private readonly int? _defaultTtl;

    private RedisStateStore(RedisClient redis, TimeProvider clock, int? defaultTtl) =>
        (_redis, _clock, _defaultTtl) = (redis, clock, defaultTtl);

    public IReadOnlyList<string> Capabilities { get; } = ["ETAG", "TRANSACTIONAL", "TTL", "ACTOR"];

    /// <summary>Reads the settings and connects.</summary>
    /// <exception cref="ComponentException">A setting cannot work, or Redis cannot be reached.</exception>
    public static async Task<object> CreateAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancel)
    {
        int? ttl = spec.Get("ttlInSeconds").Length > 0 ? spec.Number("ttlInSeconds", 0, -1, int.MaxValue) : null;
        var redis = await RedisComponents.ConnectAsync(spec, context, context.Logs.CreateLogger<RedisStateStore>(), cancel);

        return new RedisStateStore(redis, context.Clock, ttl);
    }

    /// <summary>The value; one that is a plain string, written by other means, has an empty ETag.</summary>
    public async Task<StateItem?> GetAsync(string key, CancellationToken cancel)
    {
        var answers = await _redis.SendAllAsync([["HMGET", key, "data", "version"], ["PTTL", key]], cancel);
        if (answers[0] is RespValue.Failure { Message: var message })
        {
            return message.StartsWith("WRONGTYPE", StringComparison.Ordinal)
                ? await GetStringAsync(key, cancel)
                : throw new RedisServerException(message);
        }

        var (data, version) = (answers[0].Items[0], answers[0].Items[1]);
        if (data.IsNull && version.IsNull)
        {
            return null;
        }

        return data.IsNull || version.IsNull
            ? throw new RedisServerException($"ERR the hash '{key}' lacks the field data or version: no state store wrote it")
            : new StateItem(data.Bytes, version.Text, ExpiryOf(answers[1].Long));
    }

    public async Task SetAsync(StateSet set, CancellationToken cancel) =>
        Check(set, await _redis.SendAsync(SetCommand(set, inTransaction: false), cancel));

    public async Task DeleteAsync(StateDelete delete, CancellationToken cancel) =>
        Check(delete, await _redis.SendAsync(DeleteCommand(delete), cancel));

    public async Task TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancel)
    {
        if (operations.Count == 0)
        {
            return;
        }

        var answers = await _redis.SendAllAsync(
            [["MULTI"], .. operations.Select(o => o is StateSet set ? SetCommand(set, true) : DeleteCommand(o)), ["EXEC"]],
            cancel);
        if (answers[^1] is not RespValue.List results)
        {
            throw new RedisServerException(answers.OfType<RespValue.Failure>().FirstOrDefault()?.Message ?? "EXECABORT");
        }

        foreach (var (operation, result) in operations.Zip(results.Items))
        {
            Check(operation, result);
        }
    }

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    private RedisArgument[] SetCommand(StateSet set, bool inTransaction)
    {
        var ttl = (set.TtlInSeconds ?? _defaultTtl)?.ToString(CultureInfo.InvariantCulture) ?? "";
        var guard = set.FirstWrite && !inTransaction ? "1" : "0";

        return ["EVAL", RedisScripts.Set, 1, set.Key, VersionOf(set), set.Value, guard, ttl];
    }

    private static RedisArgument[] DeleteCommand(StateOperation delete) =>
        ["EVAL", RedisScripts.Delete, 1, delete.Key, VersionOf(delete)];

    private static string VersionOf(StateOperation operation) => operation.ETag switch
    {
        null or "" => AnyVersion,
        var etag when long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out _) => etag,
        var etag => throw new InvalidETagException($"The ETag '{etag}' of '{operation.Key}' is no number; this store's are."),
    };

    private static void Check(StateOperation operation, RespValue answer)
    {
        if (answer is RespValue.Failure failure)
        {
            throw new RedisServerException(failure.Message);
        }

        if (answer is RespValue.Number { Value: RedisScripts.Refused })
        {
            throw string.IsNullOrEmpty(operation.ETag)
                ? new StateWriteException($"'{operation.Key}' exists and takes no write without its ETag.")
                : new ETagMismatchException($"'{operation.Key}' no longer has the ETag '{operation.ETag}'.");
        }
    }

    private async Task<StateItem?> GetStringAsync(string key, CancellationToken cancel)
    {
        var answers = await _redis.SendAllAsync([["GET", key], ["PTTL", key]], cancel);

        return answers[0] switch
        {
            RespValue.Failure failure => throw new RedisServerException(failure.Message),
            RespValue.Bulk bulk => new StateItem(bulk.Bytes, "", ExpiryOf(answers[1].Long)),
            _ => null,
        };
    }

    private DateTimeOffset? ExpiryOf(long milliseconds) =>
        milliseconds >= 0 ? _clock.GetUtcNow().AddMilliseconds(milliseconds) : null;
}
