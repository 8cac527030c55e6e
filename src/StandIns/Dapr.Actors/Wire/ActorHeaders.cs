namespace Dapr.Actors.Wire;

/// <summary>The headers between actor callers, sidecar and actor host.</summary>
internal static class ActorHeaders
{
    /// <summary>Marks a call of a typed proxy, which wants exceptions told rather than a status of 500.</summary>
    public const string Request = "X-DaprRequestHeader";

    /// <summary>Beside a 200: the method threw. The sidecar hands it on and does not try again.</summary>
    public const string Error = "X-DaprErrorResponseHeader";

    /// <summary>Names a chain of calls that may come back to an actor it has passed.</summary>
    public const string Reentrancy = "Dapr-Reentrancy-Id";
}

/// <summary>An exception as it is told to a typed proxy.</summary>
/// <param name="ExceptionType">The full name of its type.</param>
/// <param name="Message">Its message.</param>
internal sealed record ActorFault(string? ExceptionType, string? Message);

/// <summary>The chain of calls this code runs in, while reentrancy is on.</summary>
internal static class ReentrancyChain
{
    private static readonly AsyncLocal<string?> Chain = new();

    /// <summary>The id to hand on with calls of other actors; none outside a chain.</summary>
    public static string? Id
    {
        get => Chain.Value;
        set => Chain.Value = value;
    }
}
