using System.Text.Json;
using JobWorker.Core.Messages.Reading;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Envelopes.Workers;

/// <summary>A worker has failed at a job, or gives it back. OJS HTTP binding, section 10.3.</summary>
/// <param name="JobId">Which job, as the worker spells it.</param>
/// <param name="Error">What went wrong; where a job is given back without a reason, that it was.</param>
/// <param name="Requeue">The job goes back as if it had not been fetched.</param>
/// <param name="WorkerId">Who had it; none: it does not say.</param>
public sealed record NackRequest(string JobId, ReportedError Error, bool Requeue, string? WorkerId)
{
    /// <summary>Reads the body of a failure.</summary>
    /// <param name="body">UTF-8 as it came.</param>
    /// <param name="limits">How large it may be.</param>
    public static Parsed<NackRequest> Parse(ReadOnlyMemory<byte> body, EnvelopeLimits limits) =>
        JsonBody.Read(body, limits.Depth, nack => Read(nack, limits), anyText: true);

    private static NackRequest Read(Members nack, EnvelopeLimits limits)
    {
        var id = nack.Take("job_id", "id").Required(NameRules.SomeId);
        var requeue = nack.Take("requeue").Flag() ?? false;
        var error = nack.Take("error");
        var members = requeue ? error.Object() : error.RequiredObject();

        return new NackRequest(
            id ?? "",
            members is null ? ReportedError.GivenBack : ReportedError.Read(members, limits),
            requeue,
            nack.Take("worker_id").Text(NameRules.SomeId));
    }
}

/// <summary>What went wrong, as a worker tells it. OJS core, section 8, and retry policies, section 7.</summary>
/// <param name="Code">For programs; where the worker names only a type, that.</param>
/// <param name="Type">The class of the error: its type, else the <c>error_class</c> of its details, else its code.</param>
/// <param name="Message">For people; at most 16,384 characters, longer ones are cut.</param>
/// <param name="Retryable">Whether another attempt makes sense; none: it does not say.</param>
/// <param name="Details">More about it, any JSON of limited size; none: nothing.</param>
public sealed record ReportedError(string Code, string Type, string Message, bool? Retryable, RawJson? Details)
{
    private const int LongestMessage = 16_384;

    /// <summary>The error of who gives a job back without a reason.</summary>
    internal static readonly ReportedError GivenBack = new("cancelled", "cancelled", "The worker gave the job back.", null, null);

    internal static ReportedError Read(Members error, EnvelopeLimits limits)
    {
        var code = error.Take("code", "type").Required(NameRules.Label) ?? "";
        var details = error.Take("details");
        var named = error.Take("type").Text(NameRules.Label) ?? ClassIn(details.Value);

        return new ReportedError(
            code,
            named ?? code,
            MessageIn(error.Take("message")) ?? code,
            error.Take("retryable").Flag(),
            details.Raw(limits.DetailsBytes));
    }

    /// <summary>A text that is too long or broken is no reason to refuse the news.</summary>
    private static string? MessageIn(Part message) => message.IsText
        ? Cut(JsonText.Of(message.Value) ?? message.Value.GetRawText())
        : message.Text(NameRules.Label);

    private static string Cut(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage];

    private static string? ClassIn(JsonElement details) =>
        details.ValueKind is JsonValueKind.Object
        && details.TryGetProperty("error_class", out var name)
        && name.ValueKind is JsonValueKind.String
        && JsonText.Of(name) is { Length: > 0 } text
            ? text
            : null;
}
