using JobWorker.Host.Journals;

namespace JobWorker.Host.Api;

/// <summary>What is told of an exception that no handler has caught.</summary>
internal static class Problems
{
    /// <summary>A body that is too long, or ends too early, is the client's fault; all else is ours.</summary>
    public static int StatusOf(Exception e) =>
        e is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;

    /// <summary>Says where the journal of a job is damaged, or who knows.</summary>
    public static void Explain(ProblemDetailsOptions options) => options.CustomizeProblemDetails = context =>
    {
        if (context.Exception is JournalDamagedException damaged)
        {
            context.ProblemDetails.Detail = $"{damaged.Message} GET /api/jobs/ID/verify names the event.";
        }
    };
}
