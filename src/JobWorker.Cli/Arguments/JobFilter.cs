using System.Text.Json.Serialization;

namespace JobWorker.Cli.Arguments;

/// <summary>Which jobs; what is absent allows everything. Serialised it is the filter of a bulk operation.</summary>
/// <param name="State">One of these states; none for all.</param>
/// <param name="Service">The client's service.</param>
/// <param name="Namespace">The namespace of the Kubernetes Job.</param>
/// <param name="Reason">The reason of the failure.</param>
/// <param name="From">Created at or after this time, RFC 3339.</param>
/// <param name="To">Created before this time, RFC 3339.</param>
/// <param name="Callback">What has become of telling the client.</param>
internal sealed record JobFilter(
    IReadOnlyList<string>? State,
    string? Service,
    string? Namespace,
    string? Reason,
    string? From,
    string? To,
    string? Callback = null)
{
    /// <summary>It allows every job.</summary>
    [JsonIgnore]
    public bool IsEmpty =>
        this is { State: null, Service: null, Namespace: null, Reason: null, From: null, To: null, Callback: null };

    /// <summary>A query such as <c>state=failed&amp;service=web</c>, with <paramref name="more"/> at its end.</summary>
    public string Query(params IEnumerable<(string Name, string? Value)> more) => string.Join('&', Pairs()
        .Concat(more)
        .Where(pair => pair.Value is not null)
        .Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}"));

    /// <summary>For people: <c>state failed or aborted, service web</c>.</summary>
    public override string ToString() => string.Join(", ", Pairs()
        .Where(pair => pair.Value is not null)
        .GroupBy(pair => pair.Name, pair => pair.Value)
        .Select(values => $"{values.Key} {string.Join(" or ", values)}"));

    private IEnumerable<(string Name, string? Value)> Pairs() =>
    [
        .. (State ?? []).Select(state => ("state", (string?)state)),
        ("service", Service),
        ("namespace", Namespace),
        ("reason", Reason),
        ("callback", Callback),
        ("from", From),
        ("to", To),
    ];
}
