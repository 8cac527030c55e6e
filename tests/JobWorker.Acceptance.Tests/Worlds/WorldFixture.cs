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

    public async Task InitializeAsync()
    {
        if (CanStart)
        {
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
    }
}
