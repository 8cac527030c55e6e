using System.Collections.Immutable;
using JobWorker.Host.Catalog.Log;
using JobWorker.Host.Journals;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Catalog.Operations;

/// <summary>Operations in the state store: a key for each, and one that lists them.</summary>
internal sealed class OperationStore(IStateSlots slots, IOptions<JournalOptions> options, TimeProvider clock)
{
    /// <summary>Operations that are remembered; as many may be unfinished.</summary>
    public const int Most = 100;

    private const int Tries = 8;
    private static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    private readonly string _prefix = options.Value.KeyPrefix;

    /// <summary>Enters a new operation; false where too many are unfinished.</summary>
    /// <exception cref="JournalUnavailableException">Nothing is known of it.</exception>
    public async Task<bool> AddAsync(Operation operation, CancellationToken cancel)
    {
        await ChangeAsync<Operation>(OperationKey(operation.Id), known => known is null ? operation : null, cancel);
        var fits = true;
        await ChangeAsync<OperationList>(
            ListKey,
            known =>
            {
                var list = known ?? new OperationList([]);
                fits = list.Items.Any(i => i.Id == operation.Id) || list.Items.Count(i => !i.Ended) < Most;
                return !fits || list.Items.Any(i => i.Id == operation.Id) ? null : list.With(operation.Id);
            },
            cancel);

        return fits;
    }

    /// <summary>The names of all operations, oldest first, and which of them are known to have ended.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<ImmutableArray<ListedOperation>> ListAsync(CancellationToken cancel) =>
        await slots.GetAsync(ListKey, cancel) is { } slot ? CatalogFormat.Read<OperationList>(slot.Value).Items : [];

    /// <summary>An operation; none where there is none of that name.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer.</exception>
    public async Task<Operation?> FindAsync(string id, CancellationToken cancel) =>
        await slots.GetAsync(OperationKey(id), cancel) is { } slot ? CatalogFormat.Read<Operation>(slot.Value) : null;

    /// <summary>Changes an operation, again for as long as others get in first.</summary>
    /// <param name="id">Which.</param>
    /// <param name="change">What it becomes; none leaves it alone. May be asked several times.</param>
    /// <param name="cancel">Gives up; the change may still have happened.</param>
    /// <returns>The operation as it is now; none where there is none.</returns>
    /// <exception cref="JournalUnavailableException">Nothing is known of the change.</exception>
    public Task<Operation?> ChangeAsync(string id, Func<Operation, Operation?> change, CancellationToken cancel) =>
        ChangeAsync<Operation>(
            OperationKey(id),
            known => known is not null && change(known) is { } next ? next with { UpdatedAt = clock.GetUtcNow() } : null,
            cancel);

    /// <summary>Notes that an operation has ended, so that nobody looks at it again.</summary>
    /// <exception cref="JournalUnavailableException">Nothing is known of the change.</exception>
    public Task EndAsync(string id, CancellationToken cancel) => ChangeAsync<OperationList>(
        ListKey,
        list => list?.Items.FirstOrDefault(i => i.Id == id) is { Ended: false } open
            ? list with { Items = list.Items.Replace(open, open with { Ended = true }) }
            : null,
        cancel);

    private async Task<T?> ChangeAsync<T>(string key, Func<T?, T?> change, CancellationToken cancel)
        where T : class
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            var slot = await slots.GetAsync(key, cancel);
            var known = slot is null ? null : CatalogFormat.Read<T>(slot.Value);
            if (change(known) is not { } next)
            {
                return known;
            }

            // A write in doubt that took effect is found at the next try: then there is nothing left to change.
            if (await slots.TryPutAsync(
                key, CatalogFormat.Write(next), slot?.ETag, next is Operation ? Keep : null, cancel))
            {
                return next;
            }
        }

        throw new JournalUnavailableException($"The state store refuses to write {key}.");
    }

    private string ListKey => $"{_prefix}~operations";

    private string OperationKey(string id) => $"{_prefix}~operation-{id}";
}

/// <summary>Which operations there are, oldest first.</summary>
internal sealed record OperationList(ImmutableArray<ListedOperation> Items)
{
    /// <summary>The shape of what is stored.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The list with one more; the oldest that have ended give way.</summary>
    public OperationList With(string id)
    {
        var items = Items.Add(new ListedOperation(id, Ended: false));
        while (items.Length > OperationStore.Most && items.FirstOrDefault(i => i.Ended) is { } oldest)
        {
            items = items.Remove(oldest);
        }

        return this with { Items = items };
    }
}

/// <summary>One operation of the list.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Ended">Whether it is known to have ended.</param>
internal sealed record ListedOperation(string Id, bool Ended);
