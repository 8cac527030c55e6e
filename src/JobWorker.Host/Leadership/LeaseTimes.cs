namespace JobWorker.Host.Leadership;

/// <summary>The times of a lease; see <see cref="LeadershipOptions"/>.</summary>
/// <param name="Term">Longest time a slot is taken for; whole seconds.</param>
/// <param name="Margin">How much sooner than the lock store a slot is given up.</param>
/// <param name="Retry">Time between two tries.</param>
internal sealed record LeaseTimes(TimeSpan Term, TimeSpan Margin, TimeSpan Retry)
{
    /// <summary>How long a candidate takes slot A for; whole seconds.</summary>
    /// <remarks>
    /// Short, so that a candidate that dies between A and B leaves A free again before the leader's B has ended.
    /// </remarks>
    public TimeSpan Quarter => Whole(Term / 4);

    /// <summary>How long to take a slot for, when the other one ends after <paramref name="left"/>.</summary>
    /// <remarks>
    /// Half a term longer than that, so that the two never end together, whatever delayed the one or the other.
    /// </remarks>
    public TimeSpan Beside(TimeSpan left)
    {
        var wish = Whole(left + (Term / 2));

        return wish < Term ? wish : Term;
    }

    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromSeconds(Math.Max(1, (long)time.TotalSeconds));
}
