using System.Net;
using System.Text.Json;

namespace JobWorker.Cli.Service;

/// <summary>The service did not do what was asked.</summary>
/// <param name="message">Why, for people.</param>
/// <param name="status">Its answer; none where there was none that could be read.</param>
/// <param name="violations">The rules a message breaks, with their fields.</param>
internal sealed class ServiceException(string message, HttpStatusCode? status, IReadOnlyList<Violation>? violations = null)
    : Exception(message)
{
    /// <summary>Its answer; none where there was none that could be read.</summary>
    public HttpStatusCode? Status => status;

    /// <summary>The rules a message breaks, with their fields; usually none.</summary>
    public IReadOnlyList<Violation> Violations => violations ?? [];

    /// <summary>It answered, and said no: asking again is of no use.</summary>
    public bool IsRefusal => status is { } code && (int)code is >= 400 and < 500;

    /// <summary>What the process ends with.</summary>
    public int ExitCode => IsRefusal ? Arguments.ExitCode.Refused : Arguments.ExitCode.Unavailable;

    /// <summary>What an answer that is no success says.</summary>
    public static ServiceException Of(HttpStatusCode status, string? reason, byte[] body, Uri server)
    {
        var problem = Read(body);
        var violations = (problem?.Errors ?? [])
            .SelectMany(field => field.Value.Select(rule => new Violation(field.Key, rule)))
            .ToArray();
        var message = problem?.Detail ?? problem?.Title
            ?? $"HTTP {(int)status} {reason}. Is {server} a JobWorker, and new enough for this?";

        return new ServiceException(message, status, violations);
    }

    private static ProblemDocument? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<ProblemDocument>(body, ServiceClient.Format);
        }
        catch (JsonException)
        {
            return null; // It is not JSON, so it tells nothing.
        }
    }

    private sealed record ProblemDocument(string? Title, string? Detail, Dictionary<string, string[]>? Errors);
}
