using System.Text.Json.Nodes;
using JobWorker.Ojs.Conformance.Matching;

namespace JobWorker.Ojs.Conformance.Reading;

/// <summary>Reads one step of a case.</summary>
internal static class StepReader
{
    private static readonly string[] Keys =
    [
        "id", "action", "intent", "description", "path", "headers", "body", "raw_body", "delay_ms", "duration_ms",
        "within_ms", "parallel_with", "assertions", "captures",
    ];

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "ASSERT"];

    /// <exception cref="NotUnderstoodException">Some part of it is unknown.</exception>
    public static Step Read(JsonObject json, string where)
    {
        CaseReader.Known(json, Keys, where);
        var action = Texts.String(json["action"]) ?? "";
        var waits = string.Equals(action, "WAIT", StringComparison.OrdinalIgnoreCase);
        var path = Texts.String(json["path"]);
        Unless(Texts.String(json["id"]) is { Length: > 0 }, "a step without id");
        Unless(waits || Methods.Contains(action), $"action {action}");
        Unless(waits || action == "ASSERT" || path is not null, "no path");
        Unless(!(waits && json.ContainsKey("assertions")), "assertions on a pause");
        Unless(waits || !json.ContainsKey("duration_ms"), "duration_ms without a pause");
        Unless(json.ContainsKey("assertions") || !json.ContainsKey("within_ms"), "within_ms without assertions");
        Unless(!json.ContainsKey("raw_body") || Texts.String(json["raw_body"]) is not null, "raw_body");
        Unless(!json.ContainsKey("assertions") || json["assertions"] is JsonObject, "assertions");

        return new Step(
            Texts.String(json["id"])!,
            waits ? null : action,
            path ?? "/",
            Headers(json["headers"], where),
            json.ContainsKey("body") ? new Sent(json["body"]?.DeepClone()) : null,
            Texts.String(json["raw_body"]),
            Pause(json, waits, where),
            TimeSpan.FromMilliseconds(Milliseconds(json, "within_ms", where)),
            Texts.String(json["parallel_with"]),
            (JsonObject?)json["assertions"]?.DeepClone() ?? []);

        void Unless(bool condition, string complaint) => NotUnderstoodException.Unless(condition, $"{where}: {complaint}");
    }

    private static Dictionary<string, string> Headers(JsonNode? json, string where)
    {
        var headers = json is null ? [] : json as JsonObject;
        var known = headers is not null && headers.All(h => Texts.String(h.Value) is not null);
        NotUnderstoodException.Unless(known, $"{where}: headers");

        return headers!.ToDictionary(h => h.Key, h => Texts.String(h.Value)!, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>A pause without a duration of its own is its delay twice, as upstream has it.</summary>
    private static TimeSpan Pause(JsonObject json, bool waits, string where)
    {
        var (delay, duration) = (Milliseconds(json, "delay_ms", where), Milliseconds(json, "duration_ms", where));

        return TimeSpan.FromMilliseconds(delay + (waits ? duration == 0 ? delay : duration : 0));
    }

    private static int Milliseconds(JsonObject json, string key, string where)
    {
        var value = json.ContainsKey(key) ? Texts.Whole(json[key]) : 0;
        NotUnderstoodException.Unless(value >= 0, $"{where}: {key}");

        return value!.Value;
    }
}
