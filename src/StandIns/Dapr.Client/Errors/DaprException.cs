namespace Dapr;

/// <summary>The sidecar refused a call, or could not be reached.</summary>
/// <remarks>The official package keeps this type in the assembly Dapr.Common, which it brings along.</remarks>
public class DaprException : Exception
{
    /// <summary>An error with nothing beneath it.</summary>
    /// <param name="message">What was tried and why it failed.</param>
    public DaprException(string? message)
        : base(message)
    {
    }

    /// <summary>An error that another one caused.</summary>
    /// <param name="message">What was tried and why it failed.</param>
    /// <param name="innerException">The cause.</param>
    public DaprException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
