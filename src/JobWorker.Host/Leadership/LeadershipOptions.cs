using System.ComponentModel.DataAnnotations;

namespace JobWorker.Host.Leadership;

/// <summary>How several replicas share the work. Section <c>Leadership</c>; read once, at start.</summary>
internal sealed class LeadershipOptions : IValidatableObject
{
    public const string Section = "Leadership";

    /// <summary>Who works. Default <see cref="LeadershipMode.LeaderOnly"/>.</summary>
    [EnumDataType(typeof(LeadershipMode))]
    public LeadershipMode Mode { get; init; } = LeadershipMode.LeaderOnly;

    /// <summary>Name of the Dapr lock component. Default <c>lockstore</c>.</summary>
    [Required]
    public string LockStore { get; init; } = "lockstore";

    /// <summary>What the two locks are called, before <c>-a</c> and <c>-b</c>; no <c>||</c>.</summary>
    /// <remarks>Default <c>aws-sqs-job-worker-lock</c>; also <c>LEADER_ELECTION_LOCK_NAME</c>.</remarks>
    [Required, RegularExpression("^(?!.*\\|\\|).*$", ErrorMessage = "LockName must not contain ||.")]
    public string LockName { get; init; } = "aws-sqs-job-worker-lock";

    /// <summary>Name of this replica, for people who look at the lock. Default the host's name; also <c>POD_NAME</c>.</summary>
    [Required]
    public string Replica { get; init; } = Environment.MachineName;

    /// <summary>Longest time one lock is taken for, and so the longest time without a leader.</summary>
    /// <remarks>Whole seconds, 4 s to 5 min; default 15 s.</remarks>
    [Range(typeof(TimeSpan), "00:00:04", "00:05:00")]
    public TimeSpan Term { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How much sooner than the lock store a lock is given up, and how long a call to it may take.</summary>
    /// <remarks>100 ms to 1 min, less than a quarter of <see cref="Term"/>; default 2 s.</remarks>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Margin { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time between two tries to take a lock that somebody holds. 50 ms to 30 s; default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:30")]
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The times alone.</summary>
    public LeaseTimes Times => new(Term, Margin, RetryInterval);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Term.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            yield return new ValidationResult("Term must be whole seconds, as locks are.", [nameof(Term)]);
        }

        if (Margin >= Times.Quarter)
        {
            yield return new ValidationResult(
                "Margin must be shorter than a quarter of Term, rounded down to seconds.", [nameof(Margin), nameof(Term)]);
        }

        if (RetryInterval * 3 > (Term / 2) - Margin)
        {
            yield return new ValidationResult(
                "RetryInterval must leave three tries: at most a third of half a Term less Margin.",
                [nameof(RetryInterval), nameof(Term), nameof(Margin)]);
        }
    }
}

/// <summary>Who works when there are several replicas.</summary>
internal enum LeadershipMode
{
    /// <summary>There is one replica, and no lock.</summary>
    None,

    /// <summary>One replica works; the others stand by.</summary>
    LeaderOnly,

    /// <summary>Every replica takes messages and hosts jobs; the leader alone runs the watch.</summary>
    AllReplicas,
}
