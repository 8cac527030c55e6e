using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Contrib.InMemory;
using JobWorker.DevSidecar.Tests.Components;
using JobWorker.DevSidecar.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.DevSidecar.Tests.Contrib.InMemory;

public sealed class InMemoryStateStoreTests : StateStoreContract
{
    private readonly FakeClock _clock = new();

    private protected override Task<IStateStore> CreateAsync() => Task.FromResult<IStateStore>(new InMemoryStateStore(_clock));

    protected override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }
}

public sealed class InMemoryPubSubTests : PubSubContract
{
    private protected override Task<IPubSub> CreateAsync() =>
        Task.FromResult<IPubSub>(new InMemoryPubSub(TimeProvider.System, NullLogger.Instance));
}
