using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Resources;

/// <summary>Reads <c>kind: Component</c>.</summary>
internal static class ComponentReader
{
    public static ComponentResource Read(YamlMap document)
    {
        var name = (document.Map("metadata") ?? throw document.Problem("metadata", "is missing")).Require("name");
        var spec = document.Map("spec") ?? throw document.Problem("spec", "is missing");
        var version = spec.Text("version") is { Length: > 0 } given ? given : "v1";
        return new ComponentResource(
            name, spec.Require("type"), version, [.. spec.Maps("metadata").Select(ReadItem)],
            document.Map("auth")?.Text("secretStore") ?? "", spec.Truth("ignoreErrors"), spec.Source)
        {
            InitTimeout = Timeout(spec),
        };
    }

    /// <summary>A value, or where to find it.</summary>
    public static MetadataItem ReadItem(YamlMap item)
    {
        var secret = item.Map("secretKeyRef");
        return new MetadataItem(
            item.Require("name"), item.Text("value"), secret?.Require("name"), secret?.Text("key"),
            item.Text("envRef") is { Length: > 0 } variable ? variable : null, item.Source);
    }

    private static TimeSpan Timeout(YamlMap spec) => spec.Text("initTimeout") switch
    {
        "" => TimeSpan.FromSeconds(5),
        var text when GoDuration.TryParse(text, out var time) && time > TimeSpan.Zero => time,
        var other => throw spec.Problem("initTimeout", $"must be a duration above 0 such as 5s or 1m30s, not \"{other}\""),
    };
}
