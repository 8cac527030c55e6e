namespace Dapr;

/// <summary>The sidecar answered, and the answer was an error.</summary>
public class DaprApiException : DaprException
{
    /// <summary>An error nothing is known of.</summary>
    public DaprApiException()
        : this(message: null, inner: null, errorCode: null, isTransient: false)
    {
    }

    /// <summary>An error without a code.</summary>
    /// <param name="message">What was tried and why it failed.</param>
    public DaprApiException(string? message)
        : this(message, inner: null, errorCode: null, isTransient: false)
    {
    }

    /// <summary>An error without a code that another one caused.</summary>
    /// <param name="message">What was tried and why it failed.</param>
    /// <param name="innerException">The cause.</param>
    public DaprApiException(string? message, Exception? innerException)
        : this(message, innerException, errorCode: null, isTransient: false)
    {
    }

    /// <summary>An error with a code alone.</summary>
    /// <param name="errorCode">The sidecar's code, such as <c>ERR_STATE_SAVE</c>.</param>
    /// <param name="isTransient">Whether the same call may succeed later.</param>
    public DaprApiException(string? errorCode, bool isTransient)
        : this(message: null, inner: null, errorCode, isTransient)
    {
    }

    /// <summary>An error with a code.</summary>
    /// <param name="message">What was tried and why it failed.</param>
    /// <param name="errorCode">The sidecar's code, such as <c>ERR_STATE_SAVE</c>.</param>
    /// <param name="isTransient">Whether the same call may succeed later.</param>
    public DaprApiException(string? message, string? errorCode, bool isTransient)
        : this(message, inner: null, errorCode, isTransient)
    {
    }

    /// <summary>An error with a code that another one caused.</summary>
    /// <param name="message">What was tried and why it failed.</param>
    /// <param name="inner">The cause.</param>
    /// <param name="errorCode">The sidecar's code, such as <c>ERR_STATE_SAVE</c>.</param>
    /// <param name="isTransient">Whether the same call may succeed later.</param>
    public DaprApiException(string? message, Exception? inner, string? errorCode, bool isTransient)
        : base(message, inner)
    {
        ErrorCode = errorCode;
        IsTransient = isTransient;
    }

    /// <summary>The sidecar's code, such as <c>ERR_STATE_SAVE</c>; none when its answer carried none.</summary>
    public string? ErrorCode { get; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient { get; }
}
