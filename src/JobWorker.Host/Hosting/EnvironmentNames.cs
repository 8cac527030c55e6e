namespace JobWorker.Host.Hosting;

/// <summary>The variables of the worker this service replaces, under their old names.</summary>
internal static class EnvironmentNames
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["REDIS_JOB_KEY_PREFIX"] = "Journal:KeyPrefix",
        ["ACTIVE_DEADLINE_SECONDS_MAX"] = "Jobs:ActiveDeadlineSecondsMax",
        ["POD_NAMESPACE"] = "Policy:OwnNamespace",
        ["APP_PORT"] = "Listen:SidecarPort",
        ["LEADER_ELECTION_LOCK_NAME"] = "Leadership:LockName",
        ["POD_NAME"] = "Leadership:Replica",
    };

    /// <summary>Variables without a meaning here, and why.</summary>
    public static readonly IReadOnlyDictionary<string, string> Ignored = new Dictionary<string, string>
    {
        ["POLLING_INTERVAL"] = "messages are pushed by the Dapr sidecar, nothing is polled",
        ["POD_START_TIMEOUT"] = "a pod that does not start is ended by activeDeadlineSeconds",
    };

    /// <summary>Adds the old names beneath every other source, so that a telling name wins.</summary>
    public static void AddOldNames(this ConfigurationManager configuration)
    {
        var found = Settings
            .Where(s => configuration[s.Key] is { Length: > 0 })
            .ToDictionary(s => s.Value, string? (s) => configuration[s.Key]);
        ((IConfigurationBuilder)configuration).Sources.Insert(
            0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = found });
    }
}
