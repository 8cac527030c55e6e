using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Core.Messages;

namespace JobWorker.Host.Jobs.Events;

/// <summary>An event of a job as a CloudEvent 1.0.</summary>
/// <param name="Id">The job's id, a colon and the event's version: the same for ever.</param>
/// <param name="Source">The installation.</param>
/// <param name="Type">One of <see cref="Types"/>.</param>
/// <param name="Subject">The job's id.</param>
/// <param name="Version">The event's place in the job's journal, from 1.</param>
/// <param name="Time">When it happened, UTC.</param>
/// <param name="Data">The event as <c>GET /api/jobs/{id}/events</c> shows it, JSON.</param>
internal sealed record JobCloudEvent(
    string Id, string Source, string Type, string Subject, long Version, DateTimeOffset Time, ReadOnlyMemory<byte> Data)
{
    /// <summary>The trace of the job; none where it belongs to none.</summary>
    public TraceContext? Trace { get; init; }

    private const string Prefix = "dev.jobworker.job.";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly FrozenDictionary<Type, string> Names = typeof(JobEvent)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(e => e.DerivedType, e => NameOf((string)e.TypeDiscriminator!));

    /// <summary>Every type there is.</summary>
    public static IEnumerable<string> Types => Names.Values;

    /// <summary>The CloudEvent that tells of <paramref name="e"/>.</summary>
    public static JobCloudEvent Of(string jobId, Recorded<JobEvent> e, string source) => new(
        string.Create(CultureInfo.InvariantCulture, $"{jobId}:{e.Version}"),
        source,
        Names[e.Event.GetType()],
        jobId,
        e.Version,
        e.Event.At,
        JsonSerializer.SerializeToUtf8Bytes(e with { Event = EventMask.Of(e.Event) }, JobJson.Options));

    /// <summary>The structured JSON form.</summary>
    public ReadOnlyMemory<byte> Write()
    {
        var buffer = new ArrayBufferWriter<byte>(Data.Length + 512);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", Id);
            json.WriteString("source", Source);
            json.WriteString("type", Type);
            json.WriteString("subject", Subject);
            json.WriteString("time", Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

            // The extension asks for text that sorts like the numbers do.
            json.WriteString("sequence", Version.ToString("D10", CultureInfo.InvariantCulture));
            if (Trace is { } trace)
            {
                json.WriteString("traceparent", trace.Parent);
                if (trace.State is { } state)
                {
                    json.WriteString("tracestate", state);
                }
            }

            json.WriteString("datacontenttype", "application/json");
            json.WritePropertyName("data");
            json.WriteRawValue(Data.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>
    /// <c>job.created.v1</c> is <c>created.v1</c> here; of others the first word stays: <c>callback-failed.v1</c>.
    /// </summary>
    private static string NameOf(string stored) =>
        Prefix + (stored.StartsWith("job.", StringComparison.Ordinal)
            ? stored["job.".Length..]
            : string.Join('-', stored.Split('.', count: 2)));
}
