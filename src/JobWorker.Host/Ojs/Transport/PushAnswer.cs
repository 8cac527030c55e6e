using System.Text;
using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;

namespace JobWorker.Host.Ojs.Transport;

/// <summary>What an app answers that was handed a job.</summary>
internal static class PushAnswer
{
    /// <summary>Its JSON, else its text, as the job's result; none where it says nothing, or more than a worker may.</summary>
    public static RawJson? ResultOf(ReadOnlyMemory<byte> answer)
    {
        var limits = EnvelopeLimits.Default;
        if (answer.IsEmpty || answer.Length > limits.ResultBytes)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(answer.Span);
        var result = JsonOf(text, limits.Depth) ?? new RawJson(JsonSerializer.SerializeToUtf8Bytes(text));

        return result.Utf8.Length > limits.ResultBytes || result.Utf8.Span.SequenceEqual("null"u8) ? null : result;
    }

    private static RawJson? JsonOf(string text, int depth)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = depth });

            return RawJson.Of(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
