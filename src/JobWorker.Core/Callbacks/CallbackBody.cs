using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JobWorker.Core.Callbacks;

/// <summary>The body of a callback: exactly <c>{"id","status","detail"}</c>, nothing that is not known.</summary>
public static class CallbackBody
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The UTF-8 of the body, without white space; the same callback always gives the same bytes.</summary>
    /// <param name="id">The message id.</param>
    /// <param name="callback">What to say.</param>
    public static byte[] Write(string id, Callback callback)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteNumber("status", callback.Status);
            json.WriteStartObject("detail");
            WriteDetail(json, callback.Detail);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteDetail(Utf8JsonWriter json, CallbackDetail detail)
    {
        WriteText(json, "jobId", detail.JobId);
        WriteText(json, "jobName", detail.JobName);
        WriteText(json, "podId", detail.PodId);
        WriteText(json, "podName", detail.PodName);
        WriteNumber(json, "duration", detail.Duration);
        if (detail.Error is { } error)
        {
            json.WriteStartObject("error");
            WriteText(json, "errorCode", error.ErrorCode);
            WriteText(json, "message", error.Message);
            WriteText(json, "reason", error.Reason);
            WriteNumber(json, "exitCode", error.ExitCode);
            WriteText(json, "podName", error.PodName);
            WriteText(json, "container", error.Container);
            WriteText(json, "log", error.Log);
            json.WriteEndObject();
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
    }
}
