using System.Text;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Core.Ojs.Schedules;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Schedules;
using JobWorker.Host.Tests.Journals;
using JobWorker.Host.Tests.Ojs.Queues;
using JobWorker.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.Host.Tests.Ojs.Schedules;

public sealed class AFiring
{
    private const string Hourly =
        """
        {"name": "hourly", "expression": "@hourly", "job_template": {"type": "a", "args": [],
         "options": {"queue": "q", "delay_until": "+PT5M", "expires_at": "+PT1H"}}}
        """;

    [Fact]
    public async Task Makes_a_job_whose_times_count_from_it_and_do_not_move_when_it_has_to_be_done_again()
    {
        var (slots, clock) = (new MemorySlots(), new ManualClock());
        var store = new MemoryQueueStore(slots);
        await using var process = new QueueProcess(slots, store, clock);
        var request = CronRequest.Parse(Encoding.UTF8.GetBytes(Hourly), clock.GetUtcNow(), EnvelopeLimits.Default).Value!;
        var occurrence = (await process.Crons.RegisterAsync(request, CancellationToken.None)).Next()!.Value;
        clock.Advance(occurrence.AddMinutes(2) - clock.GetUtcNow());

        // It stops when the job is there, and before the schedule knows.
        store.Before = key => key.EndsWith("-cron-hourly", StringComparison.Ordinal)
            ? throw new JournalUnavailableException("The process was killed.")
            : Task.CompletedTask;
        await Assert.ThrowsAsync<JournalUnavailableException>(() => FireAsync(process, occurrence));
        store.Before = _ => Task.CompletedTask;
        clock.Advance(TimeSpan.FromMinutes(10));
        await FireAsync(process, occurrence);

        var job = await process.FindAsync((await CronOf(process)).LastJob!);
        Assert.Equal((occurrence.AddMinutes(7), occurrence.AddMinutes(62)), (job?.Spec.ScheduledAt, job?.Spec.ExpiresAt));

        var next = (await CronOf(process)).Next()!.Value;
        clock.Advance(next - clock.GetUtcNow());
        await process.AskAsync(new QueueOperation.Cancel(job!.Id));
        await FireAsync(process, next);

        Assert.Equal(next.AddMinutes(5), (await process.FindAsync((await CronOf(process)).LastJob!))?.Spec.ScheduledAt);
    }

    /// <summary>What was registered before its text was checked, and cannot be made a job of.</summary>
    [Fact]
    public async Task That_fails_is_passed_over_and_keeps_no_other_from_its_time()
    {
        var (slots, clock) = (new MemorySlots(), new ManualClock());
        await using var process = new QueueProcess(slots, new MemoryQueueStore(slots), clock);
        var good = CronRequest.Parse(Encoding.UTF8.GetBytes(Hourly), clock.GetUtcNow(), EnvelopeLimits.Default).Value!;
        var bad = good with { Name = "bad", Template = RawJson.Parse("""{"type":"a","args":[],"meta":{"\ud800":1}}""") };
        await process.Crons.RegisterAsync(bad, CancellationToken.None);
        var occurrence = (await process.Crons.RegisterAsync(good, CancellationToken.None)).Next()!.Value;
        clock.Advance(occurrence.AddSeconds(1) - clock.GetUtcNow());

        using var cron = new CronClock(process.Crons, clock, NullLogger<CronClock>.Instance);
        await cron.StartAsync(CancellationToken.None);
        await Until.IsAsync("both", TimeSpan.FromSeconds(10), async () =>
            (await process.Crons.AllAsync(CancellationToken.None)).All(one => one.LastAt == occurrence) ? cron : null);
        await cron.StopAsync(CancellationToken.None);

        Assert.Equal([false, true], (await process.Crons.AllAsync(CancellationToken.None)).OrderBy(one => one.Request.Name).Select(one => one.LastJob is not null));
    }

    private static Task FireAsync(QueueProcess process, DateTimeOffset occurrence) =>
        process.Crons.FireAsync("hourly", occurrence, CancellationToken.None);

    private static async Task<CronDocument> CronOf(QueueProcess process) =>
        Assert.Single(await process.Crons.AllAsync(CancellationToken.None));
}
