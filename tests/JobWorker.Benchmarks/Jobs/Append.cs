using System.Diagnostics;
using Dapr.Client;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Core.Messages;
using JobWorker.Host.Journals;
using Microsoft.Extensions.Options;

namespace JobWorker.Benchmarks.Jobs;

/// <summary>What an append costs early and late in a stream, through sidecar and Redis.</summary>
internal static class Append
{
    private const int Early = 5;
    private const int Late = 500;

    /// <summary>A page's worth of appends: so many hold the moving of exactly one page.</summary>
    private const int Window = Journal<Job, JobEvent>.PageSize;

    public static async Task RunAsync(BenchmarkOptions options)
    {
        await using var world = await World.StartAsync(new WorldOptions { Redis = true, HandsOutSoon = false });
        using var dapr = new DaprClientBuilder().UseHttpEndpoint($"http://127.0.0.1:{world.SidecarPort}").Build();
        var journal = new Journal<Job, JobEvent>(
            new SidecarSlots(dapr, Options.Create(new JournalOptions())),
            new JournalShape<Job, JobEvent>(Job.None, Job.Evolve, JobJson.Event, JobJson.State),
            "benchmark-",
            TimeProvider.System);
        await GrowAsync(journal, await BeginAsync(journal), Late);
        List<double> early = [];
        List<double> late = [];
        List<double> cycles = [];
        for (var run = 0; run < (options.Runs ?? 20); run++)
        {
            // In turn, so that whatever else the machine does falls on both.
            var young = await GrowAsync(journal, await BeginAsync(journal), Early - 2);
            early.AddRange((await MeasureAsync(journal, young, 3)).Times);
            var old = await GrowAsync(journal, await BeginAsync(journal), Late - 2);
            var (next, times) = await MeasureAsync(journal, old, 3);
            late.AddRange(times);
            cycles.Add((await MeasureAsync(journal, next, Window)).Times.Average());
        }

        Console.WriteLine(
            $"append at event {Early}: {early.Median():F2} ms; at event {Late}: {late.Median():F2} ms; "
            + $"ratio {late.Median() / early.Median():F2}; mean of the {Window} after it, the moving of a page included: "
            + $"{cycles.Median():F2} ms, ratio {cycles.Median() / early.Median():F2}");
    }

    private static async Task<JournalStream<Job>> BeginAsync(Journal<Job, JobEvent> journal)
    {
        var id = JobMessages.NewId();
        var reading = JobMessage.Read(JobMessages.Shell(id, "true").Bytes(), new MessageLimits(86_400));
        var request = ((MessageReading.Valid)reading).Request;
        var stream = await journal.LoadAsync(id, CancellationToken.None);

        return await journal.AppendAsync(
            stream, [new JobRequested(request, Hash(), [], TimeProvider.System.GetUtcNow())], keep: null, CancellationToken.None);
    }

    /// <summary>Appends until the stream has so many events.</summary>
    private static async Task<JournalStream<Job>> GrowAsync(Journal<Job, JobEvent> journal, JournalStream<Job> stream, int events)
    {
        while (stream.Version < events)
        {
            stream = await NextAsync(journal, stream);
        }

        return stream;
    }

    private static async Task<(JournalStream<Job> Stream, IReadOnlyList<double> Times)> MeasureAsync(
        Journal<Job, JobEvent> journal, JournalStream<Job> stream, int count)
    {
        List<double> times = [];
        for (var i = 0; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            stream = await NextAsync(journal, stream);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return (stream, times);
    }

    private static Task<JournalStream<Job>> NextAsync(Journal<Job, JobEvent> journal, JournalStream<Job> stream) =>
        journal.AppendAsync(
            stream, [new DuplicateIgnored(Hash(), TimeProvider.System.GetUtcNow())], keep: null, CancellationToken.None);

    private static string Hash() => Convert.ToHexStringLower(Guid.NewGuid().ToByteArray()) + new string('0', 32);
}
