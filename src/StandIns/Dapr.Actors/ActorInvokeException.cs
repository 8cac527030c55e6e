#pragma warning disable CA1032 // The official type has just these constructors.

namespace Dapr.Actors;

/// <summary>What a method threw in another process.</summary>
public class ActorInvokeException : Exception
{
    /// <summary>An exception nothing is known of.</summary>
    public ActorInvokeException()
    {
    }

    /// <summary>An exception as it was told.</summary>
    /// <param name="actualExceptionType">Its type's full name.</param>
    /// <param name="message">Its message.</param>
    public ActorInvokeException(string? actualExceptionType, string? message)
        : base(message) =>
        ActualExceptionType = actualExceptionType;

    /// <summary>The full name of the exception's type over there.</summary>
    public string? ActualExceptionType { get; }
}
