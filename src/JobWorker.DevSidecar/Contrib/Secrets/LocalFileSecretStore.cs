using System.Text.Json;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Secrets;

/// <summary><c>secretstores.local.file</c>: a JSON file, read once.</summary>
/// <remarks>
/// Nested members are reached by their path, <c>redis:password</c>, items of a list by their number. With <c>multiValued</c>
/// each member on top is a secret of its own, with all that lies below it as its keys.
/// </remarks>
internal sealed class LocalFileSecretStore : ISecretStore
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _secrets = new(StringComparer.Ordinal);

    private LocalFileSecretStore(JsonElement file, string separator, bool multiValued)
    {
        if (!multiValued)
        {
            foreach (var (path, value) in Leaves("", file, separator))
            {
                _secrets[path] = Keys([new(path, value)]);
            }

            return;
        }

        foreach (var member in file.EnumerateObject())
        {
            _secrets[member.Name] = Keys(member.Value.ValueKind is JsonValueKind.Object
                ? Leaves("", member.Value, separator)
                : [new(member.Name, Text(member.Value))]);
        }
    }

    /// <exception cref="ComponentException">The file is not given, cannot be read, or is not a JSON object.</exception>
    public static async Task<object> CreateAsync(ComponentSpec spec, ComponentContext context, CancellationToken cancel)
    {
        var path = spec.Get("secretsFile");
        if (path.Length == 0)
        {
            throw spec.Wrong("secretsFile", "it is required: the path of a JSON file");
        }

        try
        {
            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(path, cancel));

            return json.RootElement.ValueKind is JsonValueKind.Object
                ? new LocalFileSecretStore(json.RootElement, spec.Get("nestedSeparator", ":"), spec.Flag("multiValued"))
                : throw spec.Wrong("secretsFile", $"'{path}' must hold a JSON object");
        }
        catch (JsonException e)
        {
            // The parser's own words may quote what is in the file.
            throw spec.Wrong("secretsFile", $"'{path}' is not JSON at line {e.LineNumber + 1}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw spec.Wrong("secretsFile", e.Message.TrimEnd('.'));
        }
    }

    public IReadOnlyDictionary<string, string>? Get(string name) => _secrets.GetValueOrDefault(name);

    public IEnumerable<KeyValuePair<string, IReadOnlyDictionary<string, string>>> GetAll() => _secrets;

    private static IEnumerable<KeyValuePair<string, string>> Leaves(string path, JsonElement at, string separator)
    {
        var below = at.ValueKind switch
        {
            JsonValueKind.Object => at.EnumerateObject().Select(member => (member.Name, member.Value)),
            JsonValueKind.Array => at.EnumerateArray().Select((item, index) => ($"{index}", item)),
            _ => null,
        };

        return below?.SelectMany(child => Leaves(Join(child.Item1), child.Item2, separator)) ?? [new(path, Text(at))];

        string Join(string name) => path.Length == 0 ? name : path + separator + name;
    }

    /// <summary>Strings as they are, anything else as it is written in JSON.</summary>
    private static string Text(JsonElement value) =>
        value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>Of two values with one name the last counts, as JSON readers have it.</summary>
    private static Dictionary<string, string> Keys(IEnumerable<KeyValuePair<string, string>> values)
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            keys[name] = value;
        }

        return keys;
    }
}
