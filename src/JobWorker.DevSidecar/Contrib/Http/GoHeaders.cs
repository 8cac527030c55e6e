namespace JobWorker.DevSidecar.Contrib.Http;

/// <summary>Header names in the form Go gives them.</summary>
internal static class GoHeaders
{
    /// <summary>A capital at the start and after each hyphen, small letters elsewhere: <c>Content-Type</c>.</summary>
    public static string Canonical(string name) => string.Create(name.Length, name, static (text, from) =>
    {
        for (var at = 0; at < from.Length; at++)
        {
            text[at] = at == 0 || from[at - 1] == '-' ? char.ToUpperInvariant(from[at]) : char.ToLowerInvariant(from[at]);
        }
    });
}
