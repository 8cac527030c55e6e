namespace JobWorker.DevSidecar.Components;

/// <summary>Something outside that brings events: <c>bindings.*</c>.</summary>
internal interface IInputBinding : IAsyncDisposable
{
    /// <summary>Hands events to <paramref name="handler"/> until <paramref name="cancel"/> fires, then lets the one in flight end.</summary>
    Task ReadAsync(BindingHandler handler, CancellationToken cancel);
}

/// <summary>Takes one event. An exception means it was not handled; what follows is the component's own rule.</summary>
internal delegate Task BindingHandler(BindingEvent given, CancellationToken cancel);

/// <summary>One event.</summary>
/// <param name="Data">As it came.</param>
/// <param name="Metadata">Sent to the app as headers.</param>
internal sealed record BindingEvent(ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);
