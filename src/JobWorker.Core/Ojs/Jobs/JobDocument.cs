using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using JobWorker.Core.Messages.Reading;

namespace JobWorker.Core.Ojs.Jobs;

/// <summary>A job as the world sees it. OJS core, section 5: what is not known yet is absent, not null.</summary>
public static class JobDocument
{
    /// <summary>The version of OJS that documents keep to.</summary>
    public const string SpecVersion = "1.0";

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>An instant as OJS writes it: UTC, milliseconds.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Writes the job as an object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="job">The job.</param>
    public static void Write(Utf8JsonWriter json, OjsJob job)
    {
        var spec = job.Spec;
        json.WriteStartObject();
        json.WriteString("specversion", SpecVersion);
        json.WriteString("id", job.Id);
        json.WriteString("type", spec.Type);
        json.WriteString("state", OjsJson.Name(job.State));
        json.WriteString("queue", spec.Queue);
        Raw(json, "args", spec.Args);
        Raw(json, "meta", spec.Meta);
        json.WriteNumber("priority", spec.Priority);
        json.WriteNumber("attempt", job.Attempt);
        json.WriteNumber("max_attempts", spec.Retry.MaxAttempts);
        Milliseconds(json, "timeout_ms", spec.Timeout);
        Milliseconds(json, "visibility_timeout_ms", spec.VisibilityTimeout);
        Text(json, "schema", spec.Schema);
        if (!spec.Tags.IsEmpty)
        {
            json.WriteStartArray("tags");
            foreach (var tag in spec.Tags)
            {
                json.WriteStringValue(tag);
            }

            json.WriteEndArray();
        }

        Times(json, job);
        Life(json, job);
        Extra(json, spec.Extra);
        json.WriteEndObject();
    }

    /// <summary>Writes an error as an object.</summary>
    public static void Write(Utf8JsonWriter json, JobError error)
    {
        json.WriteStartObject();
        json.WriteString("type", error.Type);
        json.WriteString("code", error.Code);
        Text(json, "message", error.Message);
        json.WriteNumber("attempt", error.Attempt);
        json.WriteString("occurred_at", Time(error.At));
        Raw(json, "details", error.Details);
        json.WriteEndObject();
    }

    private static void Times(Utf8JsonWriter json, OjsJob job)
    {
        Text(json, "created_at", Time(job.CreatedAt));
        Text(json, "enqueued_at", Time(job.CreatedAt));
        At(json, "scheduled_at", job.State is JobState.Retryable ? null : job.Spec.ScheduledAt);
        Text(json, "expires_at", job.Spec.ExpiresAtText ?? (job.Spec.ExpiresAt is { } expiry ? Time(expiry) : null));
        At(json, "activated_at", job.ActivatedAt);
        At(json, "started_at", job.StartedAt);
        At(json, "completed_at", job.CompletedAt);
        At(json, "cancelled_at", job.CancelledAt);
        At(json, "discarded_at", job.DiscardedAt);
        if (job.State is JobState.Retryable)
        {
            At(json, "next_attempt_at", job.AvailableAt);
        }

        // The wait before the attempt at hand is told on: workers see what their retry policy did.
        Milliseconds(json, "retry_delay_ms", job.RetryDelay);
    }

    private static void Life(Utf8JsonWriter json, OjsJob job)
    {
        Text(json, "worker_id", job.State is JobState.Active ? job.Worker : null);
        if (job.Held)
        {
            json.WriteBoolean("held", true);
        }

        Text(json, "previous_state", job.Previous is { } state ? OjsJson.Name(state) : null);
        Raw(json, "result", job.Result);
        if (job.Error is { } error)
        {
            json.WritePropertyName("error");
            Write(json, error);
        }

        if (!job.Errors.IsEmpty)
        {
            json.WriteStartArray("errors");
            foreach (var one in job.Errors)
            {
                Write(json, one);
            }

            json.WriteEndArray();
        }

        Raw(json, "parent_results", job.ParentResults);
        if (job.Parent is { Kind: ParentKind.Workflow } parent)
        {
            json.WriteString("workflow_id", parent.Id);
        }

        if (job.Progress is { } progress)
        {
            json.WriteNumber("progress", progress.Value);
        }
    }

    private static void Extra(Utf8JsonWriter json, RawJson? extra)
    {
        if (extra is not { } members)
        {
            return;
        }

        foreach (var member in members.ToElement().EnumerateObject())
        {
            // As it came: what was taken in before it was checked may be no text.
            json.WritePropertyName(JsonText.NameOf(member));
            json.WriteRawValue(JsonMarshal.GetRawUtf8Value(member.Value), skipInputValidation: true);
        }
    }

    private static void Raw(Utf8JsonWriter json, string name, RawJson? value)
    {
        if (value is { } raw)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(raw.Utf8.Span, skipInputValidation: true);
        }
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void At(Utf8JsonWriter json, string name, DateTimeOffset? at) =>
        Text(json, name, at is { } time ? Time(time) : null);

    private static void Milliseconds(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } span)
        {
            json.WriteNumber(name, (long)span.TotalMilliseconds);
        }
    }
}
