using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace JobWorker.Host.Cluster.Requests;

/// <summary>Notices what the API server did not keep of a Job: an old one drops fields it does not know without a word.</summary>
internal sealed class DroppedFields(ILogger<DroppedFields> logger)
{
    private readonly ConcurrentDictionary<string, bool> _seen = new();

    /// <summary>Compares what was sent with what came back; each field is reported once while the process lives.</summary>
    public void Check(JsonObject sent, V1Job came)
    {
        foreach (var path in Of(sent["spec"], JsonNode.Parse(KubernetesJson.Serialize(came))?["spec"], "spec"))
        {
            if (_seen.TryAdd(path, true))
            {
                logger.FieldDropped(path);
            }
        }
    }

    /// <summary>
    /// Fields of <paramref name="sent"/> that <paramref name="came"/> lacks; what says nothing may be left out by anybody.
    /// </summary>
    public static IEnumerable<string> Of(JsonNode? sent, JsonNode? came, string path) => (sent, came) switch
    {
        (null, _) => [],
        (_, null) => SaysSomething(sent) ? [path] : [],
        (JsonObject s, JsonObject c) => s.SelectMany(field => Of(field.Value, c[field.Key], $"{path}.{field.Key}")),
        (JsonArray s, JsonArray c) when s.Count == c.Count => s.SelectMany((item, i) => Of(item, c[i], $"{path}[{i}]")),
        _ => [],
    };

    private static bool SaysSomething(JsonNode node) => node switch
    {
        JsonObject map => map.Any(field => field.Value is not null && SaysSomething(field.Value)),
        JsonArray list => list.Count > 0,
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.False or JsonValueKind.Null => false,
            JsonValueKind.String => value.GetValue<string>().Length > 0,
            JsonValueKind.Number => value.ToJsonString() != "0",
            _ => true,
        },
        _ => true,
    };
}
