using System.Collections.Concurrent;
using JobWorker.Core.Jobs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Intake;
using JobWorker.Host.Jobs;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Queues;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.KubernetesJobs;

/// <summary>
/// The worker of jobs of type <c>kubernetes.job</c>: each attempt becomes a message like any other, its job actor makes the
/// Kubernetes Job, and what becomes of that is the attempt's outcome.
/// </summary>
/// <remarks>
/// Whoever has the queue follows its jobs; who takes the queue over goes on with the same Kubernetes Jobs, because a message's
/// id follows from the job and the number of its failures.
/// </remarks>
internal sealed class KubernetesRunner(
    Lazy<IQueues> queues,
    Func<JobIntake> intake,
    IJobs jobs,
    Journal<Job, JobEvent> journal,
    TimeProvider clock,
    ILogger<KubernetesRunner> logger)
{
    /// <summary>Who has the jobs, whichever replica it is.</summary>
    public const string Worker = "kubernetes";

    private const int AtOnce = 100;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenBeats = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, bool> _followed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _taking = new(StringComparer.Ordinal);

    /// <summary>Begins what can be begun and follows what runs, beside the queue's turns.</summary>
    public void Follow(QueueNews news)
    {
        foreach (var job in news.OwnActive)
        {
            Start(news.Queue, job);
        }

        if (news.HasOwnReady && _taking.TryAdd(news.Queue, true))
        {
            _ = Task.Run(() => TakeAsync(news.Queue));
        }
    }

    private void Start(string queue, OjsJob job)
    {
        if (_followed.TryAdd(job.Id, true))
        {
            _ = Task.Run(() => FollowAsync(queue, job));
        }
    }

    private async Task TakeAsync(string queue)
    {
        try
        {
            // What comes with the answer is followed by the turn that gave it.
            await queues.Value.AskAsync(queue, new QueueOperation.Fetch(AtOnce, Worker, Lease, Own: true), CancellationToken.None);
        }
        catch (QueueUnreachableException e)
        {
            logger.QueueNotWoken(queue, e.Message);
        }
        finally
        {
            _taking.TryRemove(queue, out _);
        }
    }

    private async Task FollowAsync(string queue, OjsJob job)
    {
        try
        {
            await RunAsync(queue, job);
        }
        catch (Exception e) when (e is QueueUnreachableException or JournalUnavailableException or JobUnreachableException)
        {
            // The queue's next turn, its reminder's at the latest, begins to follow anew.
            logger.KubernetesJobNotFollowed(job.Id, e.Message);
        }
        finally
        {
            _followed.TryRemove(job.Id, out _);
        }
    }

    private async Task RunAsync(string queue, OjsJob job)
    {
        var (id, message) = KubernetesMessage.Of(job);
        if (!await HandOverAsync(queue, job, message))
        {
            return;
        }

        var began = clock.GetTimestamp();
        var beat = began;
        while (true)
        {
            var state = (await journal.LoadAsync(id, CancellationToken.None)).State;
            if (KubernetesMessage.Outcome(job, id, state) is { } outcome)
            {
                await queues.Value.AskAsync(queue, outcome, CancellationToken.None);
                return;
            }

            if (clock.GetElapsedTime(beat) >= BetweenBeats)
            {
                beat = clock.GetTimestamp();
                if (!await BeatAsync(queue, job))
                {
                    // Cancelled, or timed out: nobody waits for the Kubernetes Job any more.
                    await jobs.TellAsync(id, new JobCommand.Cancel(clock.GetUtcNow()), CancellationToken.None);
                    return;
                }
            }

            // What has run for long may be seen to end a little later: a tenth of its time.
            var look = clock.GetElapsedTime(began) / 10;
            await Task.Delay(look < ShortestLook ? ShortestLook : look > LongestLook ? LongestLook : look, clock);
        }
    }

    /// <summary>Whether there is a job now that can be followed.</summary>
    private async Task<bool> HandOverAsync(string queue, OjsJob job, ReadOnlyMemory<byte>? message)
    {
        if (message is not { } bytes)
        {
            var wrong = "The first argument has a name twice, or text that is no Unicode.";
            await queues.Value.AskAsync(queue, KubernetesMessage.Unusable(job, wrong), CancellationToken.None);
            return false;
        }

        IntakeOutcome taken;
        while ((taken = await intake().TakeAsync(bytes, delivery: null, CancellationToken.None)) is IntakeOutcome.Later)
        {
            if (!await BeatAsync(queue, job))
            {
                return false;
            }

            await Task.Delay(LongestLook, clock);
        }

        if (taken is IntakeOutcome.DeadLettered)
        {
            var wrong = KubernetesMessage.Unusable(job, "The job is too large for a message.");
            await queues.Value.AskAsync(queue, wrong, CancellationToken.None);
        }

        return taken is not IntakeOutcome.DeadLettered;
    }

    /// <summary>Whether the attempt is still under way.</summary>
    private async Task<bool> BeatAsync(string queue, OjsJob job)
    {
        var ask = new QueueOperation.Heartbeat([job.Id], Worker, Lease);
        var answer = (QueueAnswer.Extended)await queues.Value.AskAsync(queue, ask, CancellationToken.None);

        return !answer.Ids.IsEmpty;
    }
}
