using System.Net;
using System.Text.Json.Nodes;

namespace JobWorker.Ojs.Client.Errors;

/// <summary>The server refused a request, or could not do it. OJS HTTP binding, section 16.</summary>
public sealed class OjsException : Exception
{
    /// <summary>What the server said.</summary>
    /// <param name="code">See <see cref="Code"/>.</param>
    /// <param name="message">For people.</param>
    /// <param name="status">The HTTP status.</param>
    public OjsException(string code, string message, HttpStatusCode status)
        : base(message) => (Code, Status) = (code, status);

    /// <summary>Such as <c>not_found</c>, <c>conflict</c>, <c>duplicate</c>; <c>http_error</c> where the answer has none.</summary>
    public string Code { get; }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>Narrower than the code, such as <c>validation_error</c>; none where the server says none.</summary>
    public string? Type { get; init; }

    /// <summary>What to do about it, for people; none where the server says none.</summary>
    public string? Hint { get; init; }

    /// <summary>Names the request in the server's logs; none where the answer has none.</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool Retryable { get; init; }

    /// <summary>How long the server asks to wait first; none where it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>More, as the code has it, such as <c>existing_job_id</c>; none where there is no more.</summary>
    public JsonObject? Details { get; init; }

    /// <summary>Of a refused duplicate, the job that is already there; none otherwise.</summary>
    public string? ExistingJobId => (string?)Details?["existing_job_id"];
}
