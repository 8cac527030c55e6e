using System.Diagnostics;

namespace JobWorker.DevSidecar.App.Tracing;

/// <summary>W3C trace context, passed on as it came and begun where there is none.</summary>
internal static class TraceParent
{
    public const string Header = "traceparent";

    /// <summary>A new one, not sampled.</summary>
    public static string New() => $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00";
}
