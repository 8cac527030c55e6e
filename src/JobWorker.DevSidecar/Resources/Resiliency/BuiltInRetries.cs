namespace JobWorker.DevSidecar.Resources.Resiliency;

/// <summary>The retry policies that are there without a file. A policy of the same name takes their place.</summary>
internal static class BuiltInRetries
{
    /// <summary>Calls of other apps that cannot be reached.</summary>
    public const string Service = "DaprBuiltInServiceRetries";

    /// <summary>Actor calls while the app cannot be reached.</summary>
    public const string Actor = "DaprBuiltInActorRetries";

    /// <summary>Read and kept, but without a use: as in daprd 1.18 the scheduler's own three retries apply.</summary>
    public const string ActorReminder = "DaprBuiltInActorReminderRetries";

    /// <summary>Actor calls while nobody hosts the type. Nothing takes its place.</summary>
    public const string ActorNotFound = "DaprBuiltInActorNotFoundRetries";

    /// <summary>The first questions to the app.</summary>
    public const string Initialization = "DaprBuiltInInitializationRetries";

    /// <summary>What they are unless a file says otherwise.</summary>
    public static readonly IReadOnlyDictionary<string, RetryPolicy> Defaults = new Dictionary<string, RetryPolicy>
    {
        [Service] = new(false, TimeSpan.FromSeconds(1), TimeSpan.Zero, 3),
        [Actor] = new(false, TimeSpan.FromSeconds(1), TimeSpan.Zero, 3),
        [ActorReminder] = new(true, TimeSpan.Zero, TimeSpan.FromSeconds(60), -1),
        [ActorNotFound] = new(false, TimeSpan.FromSeconds(1), TimeSpan.Zero, 5),
        [Initialization] = new(true, TimeSpan.Zero, TimeSpan.FromSeconds(1), 3) { Limit = TimeSpan.FromSeconds(10) },
    };

    /// <summary>A policy that takes the place of one of these tries at least that often.</summary>
    public const int LeastRetries = 3;
}
