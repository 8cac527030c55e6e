#pragma warning disable CA1815 // The official type defines no equality either.

namespace Dapr.Actors.Runtime;

/// <summary>What a turn is about.</summary>
public readonly struct ActorMethodContext
{
    internal ActorMethodContext(string methodName, ActorCallType callType)
    {
        MethodName = methodName;
        CallType = callType;
    }

    /// <summary>The method called; for a reminder, <c>ReceiveReminderAsync</c>.</summary>
    public string MethodName { get; }

    /// <summary>Who called.</summary>
    public ActorCallType CallType { get; }
}

/// <summary>Who begins a turn.</summary>
public enum ActorCallType
{
    /// <summary>A caller.</summary>
    ActorInterfaceMethod,

    /// <summary>A timer.</summary>
    TimerMethod,

    /// <summary>A reminder.</summary>
    ReminderMethod,
}
