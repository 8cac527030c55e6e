using System.Text.Json;

namespace JobWorker.Core.Ojs.Uniqueness;

/// <summary>What makes two jobs the same to a rule.</summary>
public static class Fingerprint
{
    internal static JsonElement? Member(JsonElement args, string key) =>
        args.ValueKind is not JsonValueKind.Array
            ? null
            : args.EnumerateArray()
                .Where(item => item.ValueKind is JsonValueKind.Object && item.TryGetProperty(key, out _))
                .Select(item => (JsonElement?)item.GetProperty(key))
                .FirstOrDefault();
}
