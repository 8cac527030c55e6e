using System.Globalization;

namespace JobWorker.Host.Hosting.Settings;

/// <summary>The variables of the worker and of the OJS backend this service replaces, under their old names.</summary>
internal static class EnvironmentNames
{
    private const string PodStartTimeout = "POD_START_TIMEOUT";
    private const string OjsApiKey = "OJS_API_KEY";

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["REDIS_JOB_KEY_PREFIX"] = "Journal:KeyPrefix",
        ["ACTIVE_DEADLINE_SECONDS_MAX"] = "Jobs:ActiveDeadlineSecondsMax",
        ["POD_NAMESPACE"] = "Policy:OwnNamespace",
        ["APP_PORT"] = "Listen:SidecarPort",
        ["LEADER_ELECTION_LOCK_NAME"] = "Leadership:LockName",
        ["POD_NAME"] = "Leadership:Replica",
        ["OJS_PORT"] = "Listen:PublicPort",
        ["OJS_ALLOW_INSECURE_NO_AUTH"] = "Listen:AllowAnonymous",
    };

    /// <summary>Variables without a meaning here, and why.</summary>
    public static readonly IReadOnlyDictionary<string, string> Ignored = new Dictionary<string, string>
    {
        ["POLLING_INTERVAL"] = "messages are pushed by the Dapr sidecar, nothing is polled",
    };

    /// <summary>Adds the old names beneath every other source, so that a telling name wins.</summary>
    public static void AddOldNames(this ConfigurationManager configuration)
    {
        var found = Settings
            .Where(s => configuration[s.Key] is { Length: > 0 })
            .ToDictionary(s => s.Value, string? (s) => configuration[s.Key]);
        if (configuration[PodStartTimeout] is { Length: > 0 } timeout)
        {
            found["Jobs:PodStartTimeout"] = InSeconds(timeout);
        }

        if (configuration[OjsApiKey] is { Length: > 0 } key)
        {
            found[$"Listen:Keys:{OjsApiKey}:Key"] = key;
            found[$"Listen:Keys:{OjsApiKey}:Role"] = "operate";
        }

        ((IConfigurationBuilder)configuration).Sources.Insert(
            0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = found });
    }

    /// <summary>The old worker counted in seconds; what is no number is left as it is, for the check at start to name.</summary>
    private static string InSeconds(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture)
            : text;
}
