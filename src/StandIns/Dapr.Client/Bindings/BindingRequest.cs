namespace Dapr.Client;

/// <summary>A call of an output binding.</summary>
/// <param name="bindingName">The binding component.</param>
/// <param name="operation">What it shall do, such as <c>create</c> or <c>post</c>.</param>
public sealed class BindingRequest(string bindingName, string operation)
{
    /// <summary>The binding component.</summary>
    public string BindingName { get; } = NotEmpty(bindingName, nameof(bindingName));

    /// <summary>What it shall do, such as <c>create</c> or <c>post</c>.</summary>
    public string Operation { get; } = NotEmpty(operation, nameof(operation));

    /// <summary>The payload: JSON, or nothing.</summary>
    public ReadOnlyMemory<byte> Data { get; set; }

    /// <summary>Settings of this one call; which ones there are is up to the component.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    private static string NotEmpty(string value, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, name);
        return value;
    }
}
