using System.Diagnostics;

namespace JobWorker.DevSidecar.App.Tracing;

/// <summary>W3C trace context, passed on as it came and begun where there is none.</summary>
internal static class TraceParent
{
    public const string Header = "traceparent";

    /// <summary>A new one, not sampled.</summary>
    public static string New() => $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00";

    /// <summary>Another span of the same trace; the same text where that is no trace parent.</summary>
    public static string Child(string parent) =>
        parent.Split('-') is [{ Length: 2 } version, { Length: 32 } trace, { Length: 16 }, { Length: 2 } flags]
            ? $"{version}-{trace}-{ActivitySpanId.CreateRandom()}-{flags}"
            : parent;
}
