using System.Collections.Frozen;
using System.Text.Json;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.App;

/// <summary>What <c>GET /dapr/config</c> says: which actor types the app hosts, and how.</summary>
internal sealed record AppConfig(FrozenDictionary<string, ActorTypeSettings> Actors)
{
    public static readonly AppConfig Empty = new(FrozenDictionary<string, ActorTypeSettings>.Empty);

    /// <summary>Reads the answer's body.</summary>
    /// <exception cref="JsonException">It is not JSON of that shape.</exception>
    /// <exception cref="FormatException">A duration is not one.</exception>
    public static AppConfig Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length == 0)
        {
            return Empty;
        }

        var document = JsonSerializer.Deserialize<Document>(json.Span, JsonSerializerOptions.Web) ?? new Document();
        var common = document.Over(ActorTypeSettings.Default);
        var actors = (document.Entities ?? []).ToDictionary(name => name, _ => common, StringComparer.Ordinal);
        foreach (var own in document.EntitiesConfig ?? [])
        {
            foreach (var name in (own.Entities ?? []).Where(actors.ContainsKey))
            {
                actors[name] = own.Over(common);
            }
        }

        return new AppConfig(actors.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private record Section
    {
        public List<string>? Entities { get; init; }

        public string? ActorIdleTimeout { get; init; }

        public string? DrainOngoingCallTimeout { get; init; }

        public bool? DrainRebalancedActors { get; init; }

        public ReentrancySection? Reentrancy { get; init; }

        public ActorTypeSettings Over(ActorTypeSettings other) => new(
            Duration(ActorIdleTimeout, "actorIdleTimeout") ?? ActorTypeSettings.Default.IdleTimeout,
            Clamped(Duration(DrainOngoingCallTimeout, "drainOngoingCallTimeout") ?? other.DrainTimeout))
        {
            DrainRebalanced = DrainRebalancedActors ?? other.DrainRebalanced,
            StackDepth = Reentrancy?.Depth,
        };

        private static TimeSpan Clamped(TimeSpan drain) =>
            drain < ActorTypeSettings.LongestDrain ? drain : ActorTypeSettings.LongestDrain;

        private static TimeSpan? Duration(string? text, string field) =>
            string.IsNullOrEmpty(text) ? null
            : GoDuration.TryParse(text, out var time) ? time
            : throw new FormatException($"{field}: \"{text}\" is not a duration such as 1h or 30s.");
    }

    private sealed record Document : Section
    {
        public List<Section>? EntitiesConfig { get; init; }
    }

    private sealed record ReentrancySection(bool Enabled, int? MaxStackDepth)
    {
        private const int DefaultDepth = 32;

        public int? Depth => Enabled ? MaxStackDepth ?? DefaultDepth : null;
    }
}

/// <summary>How actors of a type are kept.</summary>
/// <param name="IdleTimeout">Time after the start of the last call until it is deactivated. Default 60 min.</param>
/// <param name="DrainTimeout">Time a call may go on when its actor is leaving. Up to 24 s; default 2 s.</param>
internal sealed record ActorTypeSettings(TimeSpan IdleTimeout, TimeSpan DrainTimeout)
{
    public static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(24);

    public static readonly ActorTypeSettings Default = new(TimeSpan.FromMinutes(60), TimeSpan.FromSeconds(2));

    /// <summary>Calls of one chain that may be in an actor at once; none, the default, where reentrancy is off.</summary>
    /// <remarks>As in daprd a type with an entry in <c>entitiesConfig</c> inherits neither this nor the idle time.</remarks>
    public int? StackDepth { get; init; }

    /// <summary>Whether actors that move to another sidecar have that time as well. Default true.</summary>
    public bool DrainRebalanced { get; init; } = true;
}
