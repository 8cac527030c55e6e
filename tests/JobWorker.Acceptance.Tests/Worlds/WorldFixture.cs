namespace JobWorker.Acceptance.Tests.Worlds;

/// <summary>One world for all tests of a class.</summary>
public abstract class WorldFixture : IAsyncLifetime
{
    private World? _world;

    internal World World => _world
        ?? throw new InvalidOperationException("What the world needs is missing; the test should have been skipped.");

    /// <summary>Whether everything the world needs is installed.</summary>
    protected virtual bool CanStart => true;

    private protected virtual WorldOptions Options { get; } = new();

    /// <summary>Starts what the world stands on; called before <see cref="Options"/> is read.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Ends what <see cref="PrepareAsync"/> started; called even when there was nothing to start.</summary>
    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        if (CanStart)
        {
            await PrepareAsync();
            _world = await World.StartAsync(Options);
            await _world.StartReceiverAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }

        await CleanUpAsync();
    }
}
