using System.Text.Json;
using JobWorker.Core.Callbacks.Ledger;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Host.Journals;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JobWorker.Host.Api;

/// <summary>Whether a job's journal is the one that was written, and its callbacks are what the contract promises.</summary>
internal static class JobVerification
{
    public static RouteHandlerBuilder MapJobVerification(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/jobs/{id}/verify", GetAsync);

    /// <summary>200 and the finding, whatever it is; 404 for an unknown job; 503 where the store does not answer.</summary>
    private static async Task<Results<Ok<VerificationView>, ProblemHttpResult>> GetAsync(
        string id, JournalCheck check, CancellationToken cancel)
    {
        List<Recorded<JsonElement>> events = [];
        try
        {
            return await check.OfAsync(id, events.Add, cancel) is { } found
                ? TypedResults.Ok(View(id, found, events))
                : TypedResults.Problem($"There is no job {id}.", statusCode: StatusCodes.Status404NotFound);
        }
        catch (JournalUnavailableException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>The ledger is walked as far as the chain holds: whichever breaks first is told.</summary>
    private static VerificationView View(string id, JournalFinding found, List<Recorded<JsonElement>> events)
    {
        List<Recorded<JobEvent>> history = [];
        try
        {
            foreach (var (version, json, hash) in events)
            {
                var e = json.Deserialize(JobJson.Event) ?? throw new JsonException("it is null");
                history.Add(new Recorded<JobEvent>(version, e, hash));
            }
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            var unread = history.Count + 1;

            return new VerificationView(
                id, found.Version, false, $"Event {unread} cannot be read: {e.Message}", unread, null, null, null);
        }

        var ledger = LedgerCheck.Of(history);

        var view = new VerificationView(
            id,
            found.Version,
            found.Problem is null,
            found.Problem,
            found.BrokenAt,
            null,
            found.Hash,
            new LedgerView(ledger.Callbacks, ledger.Delivered, ledger.Attempts));

        return ledger.Hole is { } hole && !(found.BrokenAt < hole.Version)
            ? view with
            {
                Intact = false,
                Problem = $"Event {hole.Version} breaks the order of callbacks: {hole.Reason}.",
                BrokenAt = hole.Version,
                Sequence = hole.Sequence,
            }
            : view;
    }
}

/// <summary>Whether a journal holds.</summary>
/// <param name="Id">The message id.</param>
/// <param name="Version">The number of its events.</param>
/// <param name="Intact">Hash chain and ledger hold from the first event to the last.</param>
/// <param name="Problem">Where the first of them does not, for people; null when they do.</param>
/// <param name="BrokenAt">The event at that place, from 1; null when they hold.</param>
/// <param name="Sequence">The callback it is about; null when it is about none.</param>
/// <param name="Hash">The hash of the last event, to which all others are tied; null when the chain does not hold.</param>
/// <param name="Ledger">What the events tell of callbacks, up to the hole; null where they cannot be read.</param>
internal sealed record VerificationView(
    string Id,
    long Version,
    bool Intact,
    string? Problem,
    long? BrokenAt,
    int? Sequence,
    string? Hash,
    LedgerView? Ledger);

/// <summary>A ledger in figures.</summary>
/// <param name="Callbacks">How many.</param>
/// <param name="Delivered">How many of them the receiver took.</param>
/// <param name="Attempts">At all of them.</param>
internal sealed record LedgerView(int Callbacks, int Delivered, int Attempts);
