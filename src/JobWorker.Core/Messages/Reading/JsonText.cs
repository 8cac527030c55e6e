using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace JobWorker.Core.Messages.Reading;

/// <summary>Text out of JSON that may hold half a surrogate pair, which is JSON but no text.</summary>
public static class JsonText
{
    /// <summary>The text of a JSON string; none when it is not Unicode text.</summary>
    public static string? Of(JsonElement json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The property's name; as it stands in the JSON, escapes and all, where it is not Unicode text.</summary>
    public static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property));
        }
    }

    /// <summary>The member of that name; none where there is none, or it is null. Names that are no text do not matter.</summary>
    public static JsonElement? Member(JsonElement json, string name)
    {
        var value = json.EnumerateObject().LastOrDefault(property => NameOf(property) == name).Value;

        return value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : value;
    }
}
