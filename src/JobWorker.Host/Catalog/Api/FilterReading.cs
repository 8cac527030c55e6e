using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;

namespace JobWorker.Host.Catalog.Api;

/// <summary>Reads the fields of a filter, and keeps every rule that was broken under the field's name.</summary>
internal sealed partial class FilterReading
{
    private static readonly ImmutableArray<JobState> Known = [.. Enum.GetValues<JobState>().Where(s => s is not JobState.None)];

    private static readonly ImmutableArray<CallbackStanding> Standings = [.. Enum.GetValues<CallbackStanding>()];

    private static readonly string OneOf = string.Join(", ", Known.Select(s => s.ToString().ToLowerInvariant()));

    /// <summary>Broken rules by field; empty where all is well.</summary>
    public Dictionary<string, string[]> Problems { get; } = [];

    public void Add(string field, string rule) =>
        Problems[field] = [.. Problems.GetValueOrDefault(field, []), rule];

    /// <summary>The filter, if nothing of it breaks a rule.</summary>
    public JobFilter Read(
        IEnumerable<string?> state,
        string? service,
        string? space,
        string? reason,
        string? from,
        string? to,
        string? callback)
    {
        var filter = new JobFilter(
            [.. state.Select(State).OfType<JobState>().Distinct()],
            Word("service", service),
            Word("namespace", space),
            Word("reason", reason),
            Time("from", from),
            Time("to", to),
            Standing(callback));
        if (filter.From >= filter.To)
        {
            Add("to", "must be later than from");
        }

        return filter;
    }

    private JobState? State(string? word)
    {
        foreach (var state in Known.Where(s => string.Equals(s.ToString(), word, StringComparison.OrdinalIgnoreCase)))
        {
            return state;
        }

        Add("state", $"must be one of {OneOf}");
        return null;
    }

    private CallbackStanding? Standing(string? word)
    {
        foreach (var standing in Standings.Where(s => string.Equals(s.ToString(), word, StringComparison.OrdinalIgnoreCase)))
        {
            return standing;
        }

        if (word is not null)
        {
            Add("callback", $"must be one of {string.Join(", ", Standings.Select(s => s.ToString().ToLowerInvariant()))}");
        }

        return null;
    }

    private string? Word(string field, string? value)
    {
        if (value is "" or { Length: > 128 })
        {
            Add(field, "must be 1 to 128 characters");
        }

        return value;
    }

    private DateTimeOffset? Time(string field, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (Rfc3339().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time))
        {
            return time;
        }

        Add(field, "must be a time with its offset (RFC 3339) such as 2026-01-31T12:00:00Z; in a URL a + is written %2B");
        return null;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$")]
    private static partial Regex Rfc3339();
}
