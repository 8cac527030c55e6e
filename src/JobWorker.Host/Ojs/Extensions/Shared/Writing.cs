using System.Text.Json;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Shared;

/// <summary>Small words of answers.</summary>
internal static class Writing
{
    /// <summary>An answer with status 200.</summary>
    public static OjsResult Ok(Action<Utf8JsonWriter> write) => new(StatusCodes.Status200OK, write);

    /// <summary>A text, where there is one.</summary>
    public static void Text(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>A moment, where there is one.</summary>
    public static void At(this Utf8JsonWriter json, string name, DateTimeOffset? at) =>
        json.Text(name, at is { } time ? JobDocument.Time(time) : null);

    /// <summary>A list of objects.</summary>
    public static void Objects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A list of texts.</summary>
    public static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }

    /// <summary>The members of a job, without a name around them.</summary>
    public static IResult Bare(this QueueAnswer answer) => answer switch
    {
        QueueAnswer.Jobs { Found: [var job] } => new BareJob(job),
        QueueAnswer.Refused refused => OjsError.Of(refused),
        var other => throw new InvalidOperationException($"A queue answered {other.GetType().Name}."),
    };

    /// <summary>A job as an operator sees it: not under a name.</summary>
    private sealed class BareJob(OjsJob job) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) =>
            OjsResult.SendAsync(httpContext.Response, json => JobDocument.Write(json, job));
    }
}
