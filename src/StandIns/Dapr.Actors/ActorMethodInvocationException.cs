namespace Dapr.Actors;

/// <summary>The actor's method threw. <see cref="Exception.InnerException"/> tells what.</summary>
public class ActorMethodInvocationException : DaprApiException
{
    /// <summary>An error nothing is known of.</summary>
    public ActorMethodInvocationException()
    {
    }

    /// <summary>An error without its cause.</summary>
    /// <param name="message">What was called and how it failed.</param>
    /// <param name="isTransient">Whether the same call may succeed later.</param>
    public ActorMethodInvocationException(string? message, bool isTransient)
        : base(message, inner: null, errorCode: null, isTransient)
    {
    }

    /// <summary>An error with its cause.</summary>
    /// <param name="message">What was called and how it failed.</param>
    /// <param name="innerException">What the method threw, as far as it can be told.</param>
    /// <param name="isTransient">Whether the same call may succeed later.</param>
    public ActorMethodInvocationException(string? message, Exception? innerException, bool isTransient)
        : base(message, innerException, errorCode: null, isTransient)
    {
    }
}
