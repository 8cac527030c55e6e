using System.Globalization;
using System.Text;

namespace k8s.Http;

/// <summary>The query of a request: what is null is left out.</summary>
internal readonly struct Query
{
    private readonly StringBuilder _text = new();

    private Query(params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            Append(name, value);
        }
    }

    public static Query Read(bool? pretty) => new(("pretty", pretty));

    public static Query Write(
        string dryRun, string fieldManager, string fieldValidation, bool? pretty, bool? force = null) => new(
        ("dryRun", dryRun),
        ("fieldManager", fieldManager),
        ("fieldValidation", fieldValidation),
        ("force", force),
        ("pretty", pretty));

    public static Query Delete(
        string dryRun, int? gracePeriodSeconds, bool? orphanDependents, string propagationPolicy, bool? pretty) => new(
        ("dryRun", dryRun),
        ("gracePeriodSeconds", gracePeriodSeconds),
        ("orphanDependents", orphanDependents),
        ("propagationPolicy", propagationPolicy),
        ("pretty", pretty));

    public static Query List(
        bool? allowWatchBookmarks, string continueParameter, string fieldSelector, string labelSelector, int? limit,
        bool? pretty, string resourceVersion, string resourceVersionMatch, int? timeoutSeconds, bool? watch) => new(
        ("allowWatchBookmarks", allowWatchBookmarks),
        ("continue", continueParameter),
        ("fieldSelector", fieldSelector),
        ("labelSelector", labelSelector),
        ("limit", limit),
        ("resourceVersion", resourceVersion),
        ("resourceVersionMatch", resourceVersionMatch),
        ("timeoutSeconds", timeoutSeconds),
        ("watch", watch),
        ("pretty", pretty));

    public static Query Log(
        string container, bool? follow, bool? insecureSkipTlsVerifyBackend, int? limitBytes, bool? pretty, bool? previous,
        int? sinceSeconds, int? tailLines, bool? timestamps) => new(
        ("container", container),
        ("follow", follow),
        ("insecureSkipTLSVerifyBackend", insecureSkipTlsVerifyBackend),
        ("limitBytes", limitBytes),
        ("pretty", pretty),
        ("previous", previous),
        ("sinceSeconds", sinceSeconds),
        ("tailLines", tailLines),
        ("timestamps", timestamps));

    /// <summary>The query with its question mark, or nothing.</summary>
    public override string ToString() => _text?.ToString() ?? "";

    private void Append(string name, object value)
    {
        var text = value switch
        {
            null => null,
            bool b => b ? "true" : "false",
            _ => Uri.EscapeDataString(Convert.ToString(value, CultureInfo.InvariantCulture)),
        };
        if (text is not null)
        {
            _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(text);
        }
    }
}
