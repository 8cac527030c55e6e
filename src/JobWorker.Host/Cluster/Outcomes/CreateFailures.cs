using System.Globalization;
using System.Net;
using System.Text.Json;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using k8s.Autorest;

namespace JobWorker.Host.Cluster.Outcomes;

/// <summary>What a failed creation means, one row to a status.</summary>
internal static class CreateFailures
{
    /// <summary>The API server answered, but not with a Job.</summary>
    public static CreateOutcome.Failed Of(HttpOperationException e)
    {
        var message = MessageOf(e);

        return e.Response.StatusCode switch
        {
            HttpStatusCode.TooManyRequests => Retry(e, FailureReason.Unknown, message),

            // A webhook picks its own status; its words are what tells.
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
                when Words.Refusal(message) is FailureReason.AdmissionDenied =>
                Final(ErrorCode.CreateFailed, FailureReason.AdmissionDenied, message),
            HttpStatusCode.Forbidden when message.Contains("being terminated", StringComparison.OrdinalIgnoreCase) =>
                Final(ErrorCode.CreateFailed, FailureReason.Forbidden, message),

            // A quota frees itself as Jobs end, a right is granted by people: both may come soon, neither must.
            HttpStatusCode.Forbidden => Refused(e, Words.Refusal(message) ?? FailureReason.Forbidden, message),
            HttpStatusCode.UnprocessableEntity when message.Contains("metadata.name", StringComparison.Ordinal) =>
                Final(ErrorCode.NameInvalid, FailureReason.Invalid, message),
            HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest or HttpStatusCode.NotFound
                or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType
                or HttpStatusCode.MethodNotAllowed =>
                Final(ErrorCode.CreateFailed, FailureReason.Invalid, message),
            _ => Retry(e, FailureReason.Unknown, message),
        };
    }

    /// <summary>There was no answer; the Job may or may not exist. The next try finds out.</summary>
    public static CreateOutcome.Failed Unreachable(Exception e) =>
        new(CreateFailure.Retryable, new CallbackError(ErrorCode.CreateFailed, Words.Short(e.Message), FailureReason.Unknown));

    /// <summary>The name is somebody else's.</summary>
    public static CreateOutcome.Failed NameTaken(string space, string name) => new(
        CreateFailure.NameTaken,
        new CallbackError(ErrorCode.NameTaken, $"Job {space}/{name} exists and is not ours.", FailureReason.Invalid));

    private static CreateOutcome.Failed Final(string code, string reason, string message) =>
        new(CreateFailure.Final, new CallbackError(code, message, reason));

    private static CreateOutcome.Failed Refused(HttpOperationException e, string reason, string message) =>
        new(CreateFailure.Refused, new CallbackError(ErrorCode.CreateFailed, message, reason), RetryAfterOf(e));

    private static CreateOutcome.Failed Retry(HttpOperationException e, string reason, string message) =>
        new(CreateFailure.Retryable, new CallbackError(ErrorCode.CreateFailed, message, reason), RetryAfterOf(e));

    private static TimeSpan? RetryAfterOf(HttpOperationException e) =>
        e.Response.Headers.TryGetValue("Retry-After", out var values)
        && int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>The message of a Status; the start of the body where it is none (429 comes as plain text).</summary>
    public static string MessageOf(HttpOperationException e)
    {
        var content = e.Response.Content ?? "";
        try
        {
            using var status = JsonDocument.Parse(content);
            if (status.RootElement.ValueKind is JsonValueKind.Object
                && status.RootElement.TryGetProperty("message", out var message))
            {
                return Words.Short(message.ToString());
            }
        }
        catch (JsonException)
        {
            // Not a Status.
        }

        return $"{(int)e.Response.StatusCode} {(content.Length > 200 ? content[..200] : content)}".Trim();
    }
}
