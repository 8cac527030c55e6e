using System.Globalization;
using JobWorker.Ojs.Client.Cron;
using JobWorker.Ojs.Client.Jobs;
using JobWorker.Ojs.Client.Workers;

namespace JobWorker.Benchmarks.Ojs;

/// <summary>How late scheduled and retried jobs come to a worker that waits for them.</summary>
internal static class Due
{
    private const int Waiters = 16;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        await using var side = await OjsSide.StartAsync(options.Store);
        await Cycles.CyclesAsync(side, 16, 2000);
        List<(double Scheduled, double Retried)> runs = [];
        for (var run = 1; run <= (options.Runs ?? 3); run++)
        {
            var scheduled = await ScheduledAsync(side, options.Messages ?? 500);
            var retried = await RetriedAsync(side, options.Messages ?? 500);
            runs.Add((scheduled.Percentile(99), retried.Percentile(99)));
            Console.WriteLine(
                $"run {run}: scheduled p50 {scheduled.Median():F0} ms late, p99 {runs[^1].Scheduled:F0} ms; "
                + $"retried p50 {retried.Median():F0} ms late, p99 {runs[^1].Retried:F0} ms; {scheduled.Count} and {retried.Count} jobs");
        }

        var cron = await CronAsync(side);
        Console.WriteLine($"cron p50 {cron.Median():F0} ms late, p99 {cron.Percentile(99):F0} ms; {cron.Count} schedules of one minute");
        Console.WriteLine(
            $"median over {options.Store}: p99 of scheduled {runs.Select(r => r.Scheduled).Median():F0} ms, "
            + $"of retried {runs.Select(r => r.Retried).Median():F0} ms");
    }

    /// <summary>Due between two and seven seconds from now.</summary>
    private static async Task<List<double>> ScheduledAsync(OjsSide side, int count)
    {
        var due = new Dictionary<string, DateTimeOffset>();
        var start = TimeProvider.System.GetUtcNow().AddSeconds(2);
        for (var i = 0; i < count; i++)
        {
            var at = start.AddMilliseconds(5000.0 * i / count);
            var text = at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            due[await side.EnqueueAsync("due", $",\"scheduled_at\":\"{text}\"")] = at;
        }

        return await LatenessAsync(side, due);
    }

    /// <summary>Failed one after the other, and tried again after a second each.</summary>
    private static async Task<List<double>> RetriedAsync(OjsSide side, int count)
    {
        var due = new Dictionary<string, DateTimeOffset>();
        for (var i = 0; i < count; i++)
        {
            await side.EnqueueAsync("due", ",\"retry\":{\"initial_interval\":\"PT3S\",\"jitter\":false}");
        }

        for (var i = 0; i < count; i++)
        {
            var id = (await side.FetchAsync("due"))!;
            var answer = await side.CallAsync(
                "workers/nack", $$$"""{"job_id":"{{{id}}}","error":{"code":"bench","message":"Again."}}""");
            due[id] = DateTimeOffset.Parse((string)answer["next_attempt_at"]!, CultureInfo.InvariantCulture);
        }

        return await LatenessAsync(side, due);
    }

    /// <summary>So many schedules that all come at the same minute, that after the next.</summary>
    private static async Task<List<double>> CronAsync(OjsSide side)
    {
        const int Schedules = 100;
        for (var n = 0; n < Schedules; n++)
        {
            await side.Client.Cron.RegisterAsync(
                new CronEntry($"bench-{n}", "* * * * *", new JobRequest("bench.noop") { Options = new JobOptions { Queue = "cron" } }));
        }

        var now = TimeProvider.System.GetUtcNow();
        var minute = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero).AddMinutes(2);
        var (late, acks) = (new List<double>(), new List<Task>());
        while (late.Count < Schedules)
        {
            var jobs = await side.Client.Workers.FetchAsync(new FetchRequest { Queues = ["cron"], Count = Schedules, WaitMs = 1000 });
            var arrived = TimeProvider.System.GetUtcNow();
            foreach (var job in jobs)
            {
                acks.Add(side.Client.Workers.AckAsync(job.Id));
                if (arrived >= minute)
                {
                    late.Add((arrived - minute).TotalMilliseconds);
                }
            }
        }

        await Task.WhenAll(acks);

        return late;
    }

    private static async Task<List<double>> LatenessAsync(OjsSide side, Dictionary<string, DateTimeOffset> due)
    {
        var late = new System.Collections.Concurrent.ConcurrentBag<double>();
        await Task.WhenAll(Enumerable.Range(0, Waiters).Select(async _ =>
        {
            while (late.Count < due.Count)
            {
                if (await side.FetchAsync("due", waitMs: 1000) is { } id)
                {
                    late.Add((TimeProvider.System.GetUtcNow() - due[id]).TotalMilliseconds);
                    await side.AckAsync(id);
                }
            }
        }));

        return [.. late];
    }
}
