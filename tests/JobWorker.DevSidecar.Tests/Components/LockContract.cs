using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Tests.Components;

/// <summary>What every <c>lock.*</c> must do. A store's tests derive from this and say how to make one.</summary>
public abstract class LockContract : IAsyncLifetime
{
    private readonly string _key = $"lock||contract||{Guid.NewGuid():N}";
    private ILockStore? _store;

    /// <summary>A store of its own, or one shared with others: keys are unique.</summary>
    private protected abstract Task<ILockStore> CreateAsync();

    /// <summary>Lets time go by; a store on a fake clock moves that clock instead.</summary>
    protected virtual Task PassAsync(TimeSpan time) => Task.Delay(time);

    private ILockStore Store => _store!;

    public async Task InitializeAsync() => _store = await CreateAsync();

    public async Task DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    [SkippableFact]
    public async Task Gives_a_free_lock() => Assert.True(await TryLockAsync("ann"));

    [SkippableFact]
    public async Task Refuses_everyone_else_while_it_is_held()
    {
        await TryLockAsync("ann");

        Assert.False(await TryLockAsync("bob"));
    }

    [SkippableFact]
    public async Task Refuses_even_the_one_who_holds_it()
    {
        await TryLockAsync("ann");

        Assert.False(await TryLockAsync("ann"));
    }

    [SkippableFact]
    public async Task Is_free_again_once_given_back()
    {
        await TryLockAsync("ann");

        Assert.Equal(UnlockStatus.Success, await Store.UnlockAsync(_key, "ann", default));
        Assert.True(await TryLockAsync("bob"));
    }

    [SkippableFact]
    public async Task Is_not_given_back_by_another()
    {
        await TryLockAsync("ann");

        Assert.Equal(UnlockStatus.BelongsToOthers, await Store.UnlockAsync(_key, "bob", default));
        Assert.False(await TryLockAsync("bob"));
    }

    [SkippableFact]
    public async Task Says_so_when_nobody_holds_it() =>
        Assert.Equal(UnlockStatus.DoesNotExist, await Store.UnlockAsync(_key, "ann", default));

    [SkippableFact]
    public async Task Is_free_again_when_its_time_is_over()
    {
        await Store.TryLockAsync(_key, "ann", 1, default);
        await PassAsync(TimeSpan.FromSeconds(1.2));

        Assert.True(await TryLockAsync("bob"));
    }

    [SkippableFact]
    public async Task Goes_to_exactly_one_of_many()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => TryLockAsync($"owner-{n}")));

        Assert.Equal(1, taken.Count(won => won));
    }

    private Task<bool> TryLockAsync(string owner) => Store.TryLockAsync(_key, owner, 30, default);
}
