using System.Text.Json;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Http;
using JobWorker.Host.Ojs.Http.Answers;

namespace JobWorker.Host.Ojs.Extensions.Operations;

/// <summary>What became of each of many, in their order: some may be granted and some refused.</summary>
internal static class BulkAnswer
{
    /// <summary>The answer, with the status of <paramref name="granted"/> where all were, 207 where some were, else 422.</summary>
    public static OjsResult Of(HttpRequest request, int granted, IReadOnlyList<BulkItem> items)
    {
        var failed = items.Count(item => item.Error is not null);
        var status = failed == 0 ? granted
            : failed < items.Count ? StatusCodes.Status207MultiStatus : StatusCodes.Status422UnprocessableEntity;

        return new OjsResult(status, json =>
        {
            json.WriteNumber("total", items.Count);
            json.WriteNumber("succeeded", items.Count - failed);
            json.WriteNumber("failed", failed);
            json.Objects("items", items.Index(), one =>
            {
                json.WriteNumber("index", one.Index);
                one.Item.Write(json);
                json.WriteNumber("http_status", one.Item.Error?.Status ?? one.Item.Granted);
                one.Item.Error?.Write(json, OjsGate.RequestOf(request));
            });
        });
    }
}

/// <summary>What became of one of many.</summary>
/// <param name="Error">Why it was refused; none: it was granted.</param>
/// <param name="Granted">The status it would have alone, where it was granted.</param>
/// <param name="Write">Writes what the answer says of it beside its index, its status and its error.</param>
internal sealed record BulkItem(OjsError? Error, int Granted, Action<Utf8JsonWriter> Write);
