using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace JobWorker.Sidecar.Contract.Tests.Support;

/// <summary>A word that is in everything one test sends, so that calls of the app can be told apart.</summary>
internal static partial class Mark
{
    public static string New() => $"mk{Guid.NewGuid():n}"[..14];

    /// <summary>The first mark in a call's address or body, behind base64 as well; empty where there is none.</summary>
    public static string Of(string address, string body) =>
        Pattern().Match(address) is { Success: true } inAddress ? inAddress.Value
        : Pattern().Match(body) is { Success: true } inBody ? inBody.Value
        : Pattern().Match(Decoded(body)).Value;

    private static string Decoded(string body)
    {
        if (!body.Contains("data_base64", StringComparison.Ordinal))
        {
            return "";
        }

        using var json = JsonDocument.Parse(body);
        return json.RootElement.TryGetProperty("data_base64", out var data)
            ? Encoding.UTF8.GetString(data.GetBytesFromBase64())
            : "";
    }

    [GeneratedRegex("mk[0-9a-f]{12}")]
    private static partial Regex Pattern();
}
