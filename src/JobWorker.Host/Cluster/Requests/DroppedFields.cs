using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JobWorker.Host.Cluster.Requests;

/// <summary>Notices what the API server did not keep of a Job: an old one drops fields it does not know without a word.</summary>
internal sealed class DroppedFields(ILogger<DroppedFields> logger)
{
    /// <summary>Forms of Jobs to remember, so that clients who make up names cannot fill the memory.</summary>
    private const int MostForms = 1000;

    private readonly ConcurrentDictionary<string, bool> _seen = new();
    private readonly ConcurrentDictionary<string, bool> _forms = new();

    /// <summary>Compares what was sent with what came back; each field is reported once while the process lives.</summary>
    /// <remarks>What was kept of one Job is kept of every Job with the same fields, so one of each form is compared.</remarks>
    public void Check(JsonObject sent, JsonElement came)
    {
        var form = new StringBuilder();
        Form(sent["spec"], form);
        if (_forms.ContainsKey(form.ToString()))
        {
            return;
        }

        foreach (var path in Of(sent["spec"], JsonSerializer.SerializeToNode(came)?["spec"], "spec"))
        {
            if (_seen.TryAdd(path, true))
            {
                logger.FieldDropped(path);
            }
        }

        if (_forms.Count < MostForms)
        {
            _forms.TryAdd(form.ToString(), true);
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

    /// <summary>Names of fields, lengths of lists, and which values say something.</summary>
    private static void Form(JsonNode? node, StringBuilder form)
    {
        switch (node)
        {
            case JsonObject map:
                form.Append('{');
                foreach (var (name, value) in map)
                {
                    form.Append(name).Append(':');
                    Form(value, form);
                }

                form.Append('}');
                break;

            case JsonArray list:
                form.Append('[');
                foreach (var item in list)
                {
                    Form(item, form);
                }

                form.Append(']');
                break;

            default:
                form.Append(node is not null && SaysSomething(node) ? '1' : '0');
                break;
        }
    }

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
