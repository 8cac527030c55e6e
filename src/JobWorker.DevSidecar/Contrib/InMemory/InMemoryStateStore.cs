using System.Globalization;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.InMemory;

/// <summary><c>state.in-memory</c>: gone with the process, atomic across keys.</summary>
internal sealed class InMemoryStateStore(TimeProvider clock) : IStateStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StateItem> _items = new(StringComparer.Ordinal);
    private long _version;

    public IReadOnlyList<string> Capabilities { get; } = ["ETAG", "TRANSACTIONAL", "TTL", "ACTOR"];

    public static Task<object> CreateAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancel) =>
        Task.FromResult<object>(new InMemoryStateStore(context.Clock));

    public Task<StateItem?> GetAsync(string key, CancellationToken cancel)
    {
        lock (_gate)
        {
            return Task.FromResult(Find(key));
        }
    }

    public Task SetAsync(StateSet set, CancellationToken cancel) => TransactAsync([set], cancel);

    public Task DeleteAsync(StateDelete delete, CancellationToken cancel) => TransactAsync([delete], cancel);

    /// <summary>Checks every operation before it applies the first.</summary>
    public Task TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancel)
    {
        lock (_gate)
        {
            foreach (var operation in operations)
            {
                if (Refusal(operation) is { } refusal)
                {
                    return Task.FromException(refusal);
                }
            }

            foreach (var operation in operations)
            {
                Apply(operation);
            }
        }

        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private StateItem? Find(string key)
    {
        if (!_items.TryGetValue(key, out var item))
        {
            return null;
        }

        if (item.ExpiresAt is { } end && end <= clock.GetUtcNow())
        {
            _items.Remove(key);
            return null;
        }

        return item;
    }

    private Exception? Refusal(StateOperation operation)
    {
        var found = Find(operation.Key);

        return operation switch
        {
            { ETag: { Length: > 0 } etag } when !long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out _) =>
                new InvalidETagException($"\"{etag}\" is not an ETag of this store: it must be a whole number."),
            { ETag: { Length: > 0 } etag } when found?.ETag != etag =>
                new ETagMismatchException($"The value under {operation.Key} has not the ETag {etag}."),
            StateSet { ETag: null or "", FirstWrite: true } when found is not null =>
                new ETagMismatchException($"There is already a value under {operation.Key}."),
            _ => null,
        };
    }

    private void Apply(StateOperation operation)
    {
        if (operation is not StateSet set)
        {
            _items.Remove(operation.Key);
            return;
        }

        DateTimeOffset? end = set.TtlInSeconds is > 0 and var seconds ? clock.GetUtcNow().AddSeconds(seconds) : null;
        var etag = (++_version).ToString(CultureInfo.InvariantCulture);
        _items[set.Key] = new StateItem(set.Value.ToArray(), etag, end);
    }
}
