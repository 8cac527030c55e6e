using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Host.Ojs.Http.Answers;

/// <summary>An answer in OJS' media type, exactly: conformance suites compare it as text, so without a charset.</summary>
/// <param name="status">The status.</param>
/// <param name="write">Writes the members of the body, an object.</param>
internal sealed class OjsResult(int status, Action<Utf8JsonWriter> write) : IResult
{
    public const string MediaType = "application/openjobspec+json";

    public static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;

        return SendAsync(httpContext.Response, json =>
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        });
    }

    /// <summary>Sends a body whole, with its length: without one, another packet would have to say that it is over.</summary>
    public static async Task SendAsync(HttpResponse response, Action<Utf8JsonWriter> write)
    {
        var body = Utf8(write);
        response.ContentType = MediaType;
        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, response.HttpContext.RequestAborted);
    }

    /// <summary>What is written, as UTF-8.</summary>
    public static byte[] Bytes(Action<Utf8JsonWriter> write) => Utf8(write).ToArray();

    private static ReadOnlyMemory<byte> Utf8(Action<Utf8JsonWriter> write)
    {
        var data = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(data, Relaxed))
        {
            write(json);
        }

        return data.WrittenMemory;
    }

    /// <summary>A job under the name <c>job</c>, and where to find it if it is new.</summary>
    public static IResult Of(OjsJob job, int status = StatusCodes.Status200OK) => new OjsResult(status, json => Job(json, job));

    /// <summary>Jobs under the name <c>jobs</c>.</summary>
    public static IResult Of(IReadOnlyList<OjsJob> jobs, int status = StatusCodes.Status200OK, Action<Utf8JsonWriter>? more = null) =>
        new OjsResult(status, json =>
        {
            json.WriteStartArray("jobs");
            foreach (var job in jobs)
            {
                JobDocument.Write(json, job);
            }

            json.WriteEndArray();
            more?.Invoke(json);
        });

    /// <summary>Writes a job under the name <c>job</c>.</summary>
    public static void Job(Utf8JsonWriter json, OjsJob job)
    {
        json.WritePropertyName("job");
        JobDocument.Write(json, job);
    }

    /// <summary>Writes JSON that is kept as it came.</summary>
    public static void Raw(Utf8JsonWriter json, string name, RawJson? value)
    {
        if (value is { } raw)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(raw.Utf8.Span, skipInputValidation: true);
        }
    }
}
