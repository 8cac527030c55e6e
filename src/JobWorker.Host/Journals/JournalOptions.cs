using System.ComponentModel.DataAnnotations;

namespace JobWorker.Host.Journals;

/// <summary>Where the journals are kept, and for how long. Section <c>Journal</c>; read once, at start.</summary>
internal sealed class JournalOptions
{
    public const string Section = "Journal";

    /// <summary>Name of the Dapr state store component. Default <c>statestore</c>.</summary>
    [Required]
    public string StateStore { get; init; } = "statestore";

    /// <summary>Prefix of every key and actor id; no <c>||</c>. Default <c>job-worker-</c>.</summary>
    [RegularExpression("^(?!.*\\|\\|)[^/#?\\\\]*$", ErrorMessage = "KeyPrefix must not contain ||, /, #, ? or a backslash.")]
    public string KeyPrefix { get; init; } = "job-worker-";
}

/// <summary>How long things are remembered. Section <c>Retention</c>; read once, at start.</summary>
internal sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>How long a finished job is remembered, its id included. 1 minute to 10 years; default 15 days.</summary>
    /// <remarks>Longer than any queue keeps a message (SQS: 14 days), so that a late duplicate is still known.</remarks>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan Jobs { get; init; } = TimeSpan.FromDays(15);
}
