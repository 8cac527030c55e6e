using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Hosting.Faults;

/// <summary>Puts faults around components as they are made.</summary>
internal sealed class FaultyComponents(FaultBoard board, ILogger logger)
{
    /// <summary>The same types; state stores, brokers and input bindings made by them can go wrong.</summary>
    public IReadOnlyDictionary<string, ComponentFactory> Around(IReadOnlyDictionary<string, ComponentFactory> types) =>
        types.ToDictionary(type => type.Key, type => Around(type.Value));

    private ComponentFactory Around(ComponentFactory make) => async (spec, context, cancel) =>
    {
        var handling = new FaultyHandling(board, context.Clock, logger);
        return await make(spec, context, cancel) switch
        {
            IStateStore store => new FaultyStateStore(store, board, context.Clock),
            IPubSub broker => new FaultyPubSub(broker, handling),
            IInputBinding input => new FaultyBinding(input, handling),
            var other => other,
        };
    };
}

/// <summary>A broker whose messages go wrong on their way to the app.</summary>
internal sealed class FaultyPubSub(IPubSub inner, FaultyHandling handling) : IPubSub
{
    public Task PublishAsync(
        string topic, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancel) =>
        inner.PublishAsync(topic, data, metadata, cancel);

    public Task<IReadOnlyList<string?>> PublishAllAsync(
        string topic, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancel) =>
        inner.PublishAllAsync(topic, messages, cancel);

    public Task SubscribeAsync(
        string topic, IReadOnlyDictionary<string, string> metadata, PubSubHandler handler, CancellationToken cancel) =>
        inner.SubscribeAsync(
            topic, metadata, (message, limit) => handling.RunAsync(topic, () => handler(message, limit), cancel), cancel);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>A binding whose events go wrong on their way to the app. It calls out as ever.</summary>
internal sealed class FaultyBinding(IInputBinding inner, FaultyHandling handling) : IInputBinding, IOutputBinding
{
    public Task ReadAsync(BindingHandler handler, CancellationToken cancel) => inner.ReadAsync(
        (given, limit) => handling.RunAsync("input binding", () => handler(given, limit), cancel), cancel);

    public Task<BindingResponse?> InvokeAsync(BindingRequest request, CancellationToken cancel) => inner is IOutputBinding output
        ? output.InvokeAsync(request, cancel)
        : throw new BindingException("the binding takes no calls", new Dictionary<string, string>());

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>A write of state was made to fail.</summary>
internal sealed class WriteFaultException(string message) : Exception(message);

/// <summary>A store whose writes fail or are late, before they take effect or after.</summary>
internal sealed class FaultyStateStore(IStateStore inner, FaultBoard board, TimeProvider clock) : IStateStore
{
    public IReadOnlyList<string> Capabilities => inner.Capabilities;

    public int TransactionLimit => inner.TransactionLimit;

    public Task<StateItem?> GetAsync(string key, CancellationToken cancel) => inner.GetAsync(key, cancel);

    public Task SetAsync(StateSet set, CancellationToken cancel) => WriteAsync(() => inner.SetAsync(set, cancel), cancel);

    public Task DeleteAsync(StateDelete delete, CancellationToken cancel) =>
        WriteAsync(() => inner.DeleteAsync(delete, cancel), cancel);

    public Task TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancel) =>
        WriteAsync(() => inner.TransactAsync(operations, cancel), cancel);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task WriteAsync(Func<Task> write, CancellationToken cancel)
    {
        await PauseAsync(FaultKind.DelayWriteBefore, cancel);
        Fail(FaultKind.FailWriteBefore, "on purpose, and nothing was written");
        await write();
        await PauseAsync(FaultKind.DelayWriteAfter, cancel);
        Fail(FaultKind.FailWriteAfter, "on purpose, although it was written");
    }

    private Task PauseAsync(FaultKind kind, CancellationToken cancel) =>
        board.Fires(kind) is { } delay ? Task.Delay(delay.Time, clock, cancel) : Task.CompletedTask;

    private void Fail(FaultKind kind, string how)
    {
        if (board.Fires(kind) is not null)
        {
            throw new WriteFaultException($"the write failed {how}");
        }
    }
}
