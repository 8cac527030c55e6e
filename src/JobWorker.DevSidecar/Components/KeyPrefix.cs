namespace JobWorker.DevSidecar.Components;

/// <summary>How a store's keys tell apps apart: the component's <c>keyPrefix</c>.</summary>
internal static class KeyPrefix
{
    /// <summary>Stands between the parts of a key, and so in no part of it.</summary>
    public const string Separator = "||";

    /// <summary>What goes before every key, separator included; empty for <c>none</c>.</summary>
    public static string Of(ComponentSpec spec, string appId, string podNamespace) => spec.Get("keyPrefix", "appid") switch
    {
        "appid" => appId + Separator,
        "name" => spec.Name + Separator,
        "namespace" => podNamespace.Length == 0 ? appId + Separator : $"{podNamespace}.{appId}{Separator}",
        "none" => "",
        var literal when !literal.Contains(Separator, StringComparison.Ordinal) => literal + Separator,
        var literal => throw new ComponentException($"keyPrefix \"{literal}\" must not contain {Separator}."),
    };
}
