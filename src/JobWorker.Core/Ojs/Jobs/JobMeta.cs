using System.Text.Json;
using JobWorker.Core.Messages;
using JobWorker.Core.Messages.Reading;

namespace JobWorker.Core.Ojs.Jobs;

/// <summary>What the service reads of a job's <c>meta</c>, which is the client's: another form counts as absent.</summary>
public static class JobMeta
{
    /// <summary>Under which name the tenant stands.</summary>
    public const string TenantMember = "tenant_id";

    /// <summary>Characters of a tenant.</summary>
    public const int LongestTenant = 255;

    /// <summary>The text under a name; none where there is none, something else, or no Unicode text.</summary>
    public static string? Text(OjsJob job, string name) => Text(job.Spec.Meta, name);

    /// <summary>Whose job it is; none: nobody's in particular.</summary>
    public static string? Tenant(RawJson? meta) =>
        meta is { } raw && raw.Utf8.Span.IndexOf("tenant_id"u8) >= 0
        && Text(meta, TenantMember) is { Length: > 0 and <= LongestTenant } tenant
            ? tenant
            : null;

    /// <summary>The producer's trace, in <c>traceparent</c> and <c>tracestate</c>; none where they name none.</summary>
    public static TraceContext? Trace(OjsJob job) =>
        Text(job, "traceparent") is { } parent ? TraceContext.Parse(parent, Text(job, "tracestate")) : null;

    private static string? Text(RawJson? raw, string name) =>
        raw?.ToElement() is { ValueKind: JsonValueKind.Object } meta && meta.TryGetProperty(name, out var value)
            && value.ValueKind is JsonValueKind.String
            ? JsonText.Of(value)
            : null;
}
