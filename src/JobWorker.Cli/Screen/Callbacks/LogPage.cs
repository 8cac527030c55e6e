using JobWorker.Cli.Commands.Callbacks;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Receiving;

namespace JobWorker.Cli.Screen.Callbacks;

/// <summary>What a receiver's log proves: what is wrong, job by job, then the sum.</summary>
internal static class LogPage
{
    /// <summary>Writes it.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="jobs">What was found.</param>
    /// <param name="unreadable">Lines that are no callbacks.</param>
    /// <param name="signatures">They were checked.</param>
    public static void Show(
        Session session, IReadOnlyCollection<ReceivedJob> jobs, IReadOnlyCollection<UnreadableLine> unreadable, bool signatures)
    {
        foreach (var job in jobs.Where(job => !job.Holds))
        {
            session.Line($"[red]✗[/] [bold]{Words.Plain(job.Id)}[/]  [dim]{Words.Count(job.Callbacks, "callback")}[/]");
            if (job.Missing.Length > 0)
            {
                session.Line($"  [red]missing[/]  {string.Join(", ", job.Missing.Select(sequence => $"#{sequence}"))}"
                    + (job.MoreMissing > 0 ? $" and {job.MoreMissing} more" : ""));
            }

            foreach (var finding in job.Findings)
            {
                session.Line(
                    $"  [red]{finding.Kind}[/]  #{finding.Sequence} in line {finding.Line}: {Words.Plain(finding.Reason)}");
            }
        }

        foreach (var line in unreadable)
        {
            session.Line($"[red]✗[/] line {line.Line}  {Words.Plain(line.Problem)}");
        }

        var bad = jobs.Count(job => !job.Holds);
        session.Line(
            $"{Words.Count(jobs.Count, "job")}: [green]{jobs.Count - bad} without a gap and in order[/]"
            + (bad > 0 ? $", [red]{bad} not[/]" : "")
            + (unreadable.Count > 0 ? $", [red]{Words.Count(unreadable.Count, "unreadable line")}[/]" : "")
            + $"; {Words.Count(jobs.Sum(job => job.Callbacks), "callback")}"
            + $", {Words.Count(jobs.Sum(job => job.Duplicates), "duplicate")}"
            + (signatures ? "" : "; [dim]signatures not checked[/]"));
    }
}
