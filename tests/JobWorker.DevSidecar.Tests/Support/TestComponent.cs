using System.Threading.Channels;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Tests.Support;

/// <summary>A component of every kind that does what the test says.</summary>
internal sealed class TestComponent : IStateStore, ILockStore, IOutputBinding, IPubSub, ISecretStore
{
    private int _calls;

    /// <summary>Gets the number of the call, from 1.</summary>
    public Func<int, CancellationToken, Task> OnCall { get; set; } = (_, _) => Task.CompletedTask;

    public int Calls => Volatile.Read(ref _calls);

    public IReadOnlyList<string> Capabilities => ["ETAG", "TRANSACTIONAL", "ACTOR"];

    /// <summary>For <see cref="HarnessOptions.Types"/>: the type <c>test</c>.</summary>
    public IReadOnlyDictionary<string, ComponentFactory> AsTypes() =>
        new Dictionary<string, ComponentFactory> { ["test"] = (_, _, _) => Task.FromResult<object>(this) };

    public async Task<StateItem?> GetAsync(string key, CancellationToken cancel)
    {
        await CallAsync(cancel);
        return new StateItem("1"u8.ToArray(), "1", null);
    }

    public Task SetAsync(StateSet set, CancellationToken cancel) => CallAsync(cancel);

    public Task DeleteAsync(StateDelete delete, CancellationToken cancel) => CallAsync(cancel);

    public Task TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancel) => CallAsync(cancel);

    public async Task<bool> TryLockAsync(string key, string owner, int expiryInSeconds, CancellationToken cancel)
    {
        await CallAsync(cancel);
        return true;
    }

    public async Task<UnlockStatus> UnlockAsync(string key, string owner, CancellationToken cancel)
    {
        await CallAsync(cancel);
        return UnlockStatus.Success;
    }

    public async Task<BindingResponse?> InvokeAsync(BindingRequest request, CancellationToken cancel)
    {
        await CallAsync(cancel);
        return null;
    }

    public Task PublishAsync(
        string topic, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancel) => CallAsync(cancel);

    public Task SubscribeAsync(
        string topic, IReadOnlyDictionary<string, string> metadata, PubSubHandler handler, CancellationToken cancel) =>
        Task.Delay(Timeout.Infinite, cancel);

    public IReadOnlyDictionary<string, string>? Get(string name)
    {
        CallAsync(default).GetAwaiter().GetResult();
        return new Dictionary<string, string> { [name] = "s" };
    }

    public IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, string>>> GetAll()
    {
        CallAsync(CancellationToken.None).GetAwaiter().GetResult();
        return [];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task CallAsync(CancellationToken cancel) => OnCall(Interlocked.Increment(ref _calls), cancel);
}

/// <summary>An input binding that brings what the test puts in, one event at a time.</summary>
internal sealed class TestInput : IInputBinding
{
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private readonly Channel<Exception?> _ends = Channel.CreateUnbounded<Exception?>();

    public IReadOnlyDictionary<string, ComponentFactory> AsTypes() =>
        new Dictionary<string, ComponentFactory>(DevSidecar.Contrib.ComponentTypes.All) { ["test"] = (_, _, _) => Task.FromResult<object>(this) };

    public void Bring(string given) => _events.Writer.TryWrite(given);

    /// <summary>How the next event ended; none when the app took it.</summary>
    public bool TryEnd(out Exception? end) => _ends.Reader.TryRead(out end);

    public async Task ReadAsync(BindingHandler handler, CancellationToken cancel)
    {
        await foreach (var given in _events.Reader.ReadAllAsync(cancel))
        {
            try
            {
                await handler(new BindingEvent(System.Text.Encoding.UTF8.GetBytes(given), new Dictionary<string, string>()), cancel);
                _ends.Writer.TryWrite(null);
            }
            catch (Exception e)
            {
                _ends.Writer.TryWrite(e);
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
