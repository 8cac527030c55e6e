using System.Runtime.InteropServices;
using System.Text.Json;

namespace JobWorker.Core.Ojs.Reading;

/// <summary>Makes JSON objects out of members of others, byte for byte.</summary>
internal static class Objects
{
    /// <summary>An object of these members, the last of equal names; none of none.</summary>
    public static RawJson? Of(IEnumerable<KeyValuePair<string, JsonProperty>> members)
    {
        var byName = new Dictionary<string, JsonProperty>(StringComparer.Ordinal);
        foreach (var (name, member) in members)
        {
            byName[name] = member;
        }

        return byName.Count == 0 ? null : new RawJson(Write(byName.Values));
    }

    private static byte[] Write(IEnumerable<JsonProperty> members)
    {
        var utf8 = new List<byte> { (byte)'{' };
        foreach (var member in members)
        {
            utf8.AddRange(utf8.Count > 1 ? ",\""u8 : "\""u8);
            utf8.AddRange(JsonMarshal.GetRawUtf8PropertyName(member));
            utf8.AddRange("\":"u8);
            utf8.AddRange(JsonMarshal.GetRawUtf8Value(member.Value));
        }

        utf8.Add((byte)'}');

        return [.. utf8];
    }
}
