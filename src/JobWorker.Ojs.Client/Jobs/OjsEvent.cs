using System.Text.Json.Nodes;

namespace JobWorker.Ojs.Client.Jobs;

/// <summary>Something that happened to a job or workflow.</summary>
/// <param name="Id">Where to go on from.</param>
/// <param name="Type">Such as <c>job.completed</c>.</param>
/// <param name="Time">UTC.</param>
/// <param name="Subject">The id of the job or workflow.</param>
/// <param name="Data">More, such as <c>queue</c> and <c>attempt</c>.</param>
public sealed record OjsEvent(string Id, string Type, DateTimeOffset Time, string? Subject, JsonObject? Data);

/// <summary>Which events to read, oldest first.</summary>
public sealed record EventFilter
{
    /// <summary>None means all types.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>None means all queues.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>The last event that is known; none begins at the oldest that is kept.</summary>
    public string? After { get; init; }

    /// <summary>At most so many; none means the server's default.</summary>
    public int? Limit { get; init; }

    internal string Query
    {
        get
        {
            List<string> parts = [];
            Add("types", Types.Count > 0 ? string.Join(',', Types) : null);
            Add("queues", Queues.Count > 0 ? string.Join(',', Queues) : null);
            Add("after", After);
            Add("limit", Limit?.ToString(System.Globalization.CultureInfo.InvariantCulture));

            return parts.Count == 0 ? "" : $"?{string.Join('&', parts)}";

            void Add(string name, string? value) =>
                parts.AddRange(value is null ? [] : [$"{name}={Uri.EscapeDataString(value)}"]);
        }
    }
}
