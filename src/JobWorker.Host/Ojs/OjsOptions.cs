using System.ComponentModel.DataAnnotations;
using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Host.Ojs;

/// <summary>The Open Job Spec backend. Section <c>Ojs</c>; read once, at start.</summary>
internal sealed class OjsOptions
{
    public const string Section = "Ojs";

    /// <summary>Whether <c>POST /ojs/v1/admin/reset</c> forgets everything: for tests. Default false.</summary>
    public bool AllowReset { get; init; }

    /// <summary>How long finished jobs can be looked up. 1 minute to 10 years; default 15 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(15);

    /// <summary>Dead letters a queue keeps; the oldest go first. 1 to 1,000,000; default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int DeadLetters { get; init; } = QueueEngine.DeadLetters;

    /// <summary>How long a queue keeps dead letters; it looks when it is called. 1 minute to 10 years; default 180 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan DeadLetterRetention { get; init; } = QueueEngine.DeadLetterRetention;

    /// <summary>Events after which a queue writes down its jobs, so that its log can be cut. 10 to 100,000; default 4,000.</summary>
    [Range(10, 100_000)]
    public int CheckpointEvents { get; init; } = 4_000;
}
