namespace Dapr.Client;

/// <summary>What an output binding answered.</summary>
/// <param name="request">The call it answers.</param>
/// <param name="data">The payload; empty when the component returned none.</param>
/// <param name="metadata">What else the component told.</param>
public sealed class BindingResponse(
    BindingRequest request,
    ReadOnlyMemory<byte> data,
    IReadOnlyDictionary<string, string> metadata)
{
    /// <summary>The call it answers.</summary>
    public BindingRequest Request { get; } = request;

    /// <summary>The payload; empty when the component returned none.</summary>
    public ReadOnlyMemory<byte> Data { get; } = data;

    /// <summary>What else the component told, such as <c>statusCode</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = metadata;
}
