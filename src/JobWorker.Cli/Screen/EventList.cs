using System.Text.Json;
using JobWorker.Cli.Service;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobWorker.Cli.Screen;

/// <summary>Every event in full.</summary>
internal static class EventList
{
    /// <summary>A head line for each event, and below it everything it says.</summary>
    public static IRenderable Of(IEnumerable<RecordedView> events, TimeText times) =>
        new Rows(events.SelectMany(recorded => One(recorded, times)));

    private static IEnumerable<IRenderable> One(RecordedView recorded, TimeText times)
    {
        var type = recorded.Event.TryGetProperty("type", out var name) ? name.GetString() : "?";
        var at = recorded.Event.TryGetProperty("at", out var time) && time.TryGetDateTimeOffset(out var when)
            ? $"{times.Day(when)} {times.Fine(when)}"
            : "?";
        var hash = recorded.Hash.Length > 12 ? recorded.Hash[..12] : recorded.Hash;
        yield return new Markup(
            $"[dim]{recorded.Version,4}[/]  {at}  [bold]{Words.Plain(type)}[/]  [dim]{Words.Plain(hash)}[/]");

        var grid = Layout.Rows(2, indent: 6);
        foreach (var (path, value) in Facts(recorded.Event, "").Where(fact => fact.Path is not ("type" or "at")))
        {
            grid.AddRow($"[dim]{Words.Plain(path)}[/]", Words.Plain(value));
        }

        if (grid.Rows.Count > 0)
        {
            yield return grid;
        }
    }

    /// <summary>The leaves of an object with their paths; arrays as JSON, nothing for what is empty.</summary>
    private static IEnumerable<(string Path, string Value)> Facts(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(
            property => Facts(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}")),
        JsonValueKind.Array when json.GetArrayLength() == 0 => [],
        JsonValueKind.Array => [(path, json.GetRawText())],
        JsonValueKind.Null => [],
        JsonValueKind.String => [(path, json.GetString()!)],
        _ => [(path, json.GetRawText())],
    };
}
