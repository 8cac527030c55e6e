using System.Diagnostics;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using JobWorker.Host.Catalog;
using JobWorker.Host.Catalog.Model;
using JobWorker.Host.Journals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Benchmarks.Jobs;

/// <summary>What the first page of very many jobs costs with each kind of filter, and taking the jobs in.</summary>
internal static class Lists
{
    private const int Page = 100;
    private const int Batch = 500;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Task RunAsync(BenchmarkOptions options)
    {
        var count = options.Messages ?? 100_000;
        using var model = new CatalogModel(
            Options.Create(new CatalogOptions()),
            Options.Create(new JournalOptions()),
            Options.Create(new RetentionOptions { Jobs = TimeSpan.FromDays(3650) }),
            TimeProvider.System,
            NullLogger<CatalogModel>.Instance);
        var started = Stopwatch.GetTimestamp();
        var number = 0;
        foreach (var batch in Enumerable.Range(0, count).Select(Entry).Chunk(Batch))
        {
            model.Apply("writer", number++, batch);
        }

        var filling = Stopwatch.GetElapsedTime(started);
        Console.WriteLine($"{count} jobs taken in in {filling.TotalSeconds:F1} s, {filling.TotalMicroseconds / count:F0} µs each");
        foreach (var (name, filter, after) in Cases(count))
        {
            Measure(name, () => model.Reads.List(filter, after, Page), options.Runs ?? 21);
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<(string Name, JobFilter Filter, JobPlace? After)> Cases(int count)
    {
        var middle = Start.AddSeconds(count / 2);
        yield return ("no filter", JobFilter.All, null);
        yield return ("no filter, a page in the middle", JobFilter.All, new JobPlace(middle, ""));
        yield return ("a state most are in", new JobFilter([JobState.Succeeded]), null);
        yield return ("a state nobody is in", new JobFilter([JobState.Created]), null);
        yield return ("three states, one in 100 jobs", new JobFilter([JobState.Requested, JobState.Created, JobState.Aborted]), null);
        yield return ("three states nobody is in", new JobFilter([JobState.Requested, JobState.Created, JobState.Rejected]), null);
        yield return ("a service, one in 20", new JobFilter([], "service-7"), null);
        yield return ("a service nobody has", new JobFilter([], "nobody"), null);
        yield return ("a namespace nobody has", new JobFilter([], Namespace: "nowhere"), null);
        yield return ("a reason, one in 50", new JobFilter([], Reason: FailureReason.OOMKilled), null);
        yield return ("a service and a reason that never meet", new JobFilter([], "service-7", null, FailureReason.OOMKilled), null);
        yield return ("a state and a namespace that never meet", new JobFilter([JobState.Succeeded], null, "nowhere"), null);
        yield return ("an hour in the middle", new JobFilter([], From: middle, To: middle.AddHours(1)), null);
        yield return ("everything at once", new JobFilter(
            [JobState.Failed], "service-9", "default", FailureReason.ExitCode, Start, middle), null);
    }

    private static CatalogEntry Entry(int i)
    {
        var (state, reason) = (i % 100) switch
        {
            0 => (JobState.Aborted, FailureReason.Cancelled),
            1 or 51 => (JobState.Failed, FailureReason.OOMKilled),
            < 12 => (JobState.Failed, FailureReason.ExitCode),
            < 14 => (JobState.Running, null),
            _ => (JobState.Succeeded, (string?)null),
        };

        return new CatalogEntry(
            $"{i * 2654435761L % 4294967296:x8}-{i}", state, $"service-{i % 20}", "default", reason, $"job-{i:x}", 1, 4,
            Start.AddSeconds(i), Start.AddSeconds(i + 30));
    }

    private static void Measure(string name, Func<IReadOnlyCollection<CatalogEntry>> ask, int runs)
    {
        List<double> times = [];
        var found = ask().Count;
        for (var run = 0; run < runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            ask();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        Console.WriteLine($"{name}: {found} jobs, median {times.Median():F2} ms, worst {times.Max():F2} ms");
    }
}
