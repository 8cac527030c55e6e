namespace JobWorker.DevSidecar.App.PubSub;

/// <summary>What the content type of a message says about its bytes.</summary>
internal static class ContentTypes
{
    public const string CloudEvents = "application/cloudevents+json";
    public const string Binary = "application/octet-stream";

    public static bool IsCloudEvent(string type) => Is(type, CloudEvents);

    public static bool IsJson(string type) =>
        Is(type, "application/json")
        || (Media(type) is var media && media.StartsWith("application/", StringComparison.OrdinalIgnoreCase)
            && media.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    public static bool IsBinary(string type) =>
        Is(type, Binary) || Media(type).StartsWith("application/x-", StringComparison.OrdinalIgnoreCase);

    private static bool Is(string type, string media) => Media(type).Equals(media, StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Media(string type) =>
        type.IndexOf(';', StringComparison.Ordinal) is >= 0 and var end ? type.AsSpan(0, end).Trim() : type.AsSpan().Trim();
}
