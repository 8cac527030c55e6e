using System.Globalization;

namespace JobWorker.Benchmarks.Ojs;

/// <summary>What a world's redis-server was asked to do, as it counts itself: each write of the state store is one command.</summary>
internal static class RedisCommands
{
    /// <summary>Calls so far, by command.</summary>
    public static IReadOnlyDictionary<string, long> Of(World world)
    {
        using var redis = world.Redis!.Connect();
        var text = redis.Call("INFO", "commandstats") switch
        {
            byte[] bytes => System.Text.Encoding.UTF8.GetString(bytes),
            var other => other?.ToString() ?? "",
        };

        return text.Split("\r\n")
            .Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal))
            .Select(line => line["cmdstat_".Length..].Split(':'))
            .ToDictionary(
                pair => pair[0],
                pair => long.Parse(pair[1].Split(',')[0]["calls=".Length..], CultureInfo.InvariantCulture));
    }

    /// <summary>The commands between, for each job; those that hardly occur are left out.</summary>
    public static string Told(IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> after, int jobs) =>
        string.Join(", ", after
            .Select(a => (a.Key, Count: (a.Value - before.GetValueOrDefault(a.Key)) / (double)jobs))
            .Where(c => c.Count >= 0.005)
            .OrderByDescending(c => c.Count)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Count:F2} {c.Key}")));
}
