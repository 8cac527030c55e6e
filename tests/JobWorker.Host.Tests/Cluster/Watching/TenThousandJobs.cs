using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using JobWorker.Host.Cluster.Watching;
using JobWorker.Host.Tests.Cluster.Watching.Scripted;
using JobWorker.Testing;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using static JobWorker.Host.Tests.Cluster.Watching.Scripted.ScriptedApi;

namespace JobWorker.Host.Tests.Cluster.Watching;

/// <summary>Alone, because it measures the memory of the process.</summary>
[CollectionDefinition(nameof(TenThousandJobs), DisableParallelization = true)]
[Collection(nameof(TenThousandJobs))]
public sealed partial class TenThousandJobs
{
    private const int Count = 10_000;

    /// <summary>A Job of some 9 KB, as those with a long template and managed fields are.</summary>
    private static readonly string Bulk =
        $$$$$""","spec":{"template":{"metadata":{"annotations":{"notes":"{{{{{new string('x', 8192)}}}}}"}}}}""";

    [Fact]
    public async Task Are_listed_by_the_page_kept_in_a_few_words_and_told_once()
    {
        var clock = new ManualClock();
        using var api = new ScriptedApi(clock);
        using var stop = new CancellationTokenSource();
        var book = new WatchBook(api.Server, clock);
        int told = 0, lists = 0;
        api.Answer = path => IsWatch(path) ? Of(Event("ERROR", Gone)) : Page(path);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long peak = 0;

        var follow = Task.Run(() => new ListWatch<V1Job>(
            api.Scope.Jobs,
            new ListWatchSink<V1Job>(
                See: (job, listed, deleted) => told += book.See(job, listed, deleted) is null ? 0 : 1,
                Listed: uids =>
                {
                    Assert.Equal(Count, uids.Count);
                    told += book.Missing(uids).Count;
                    peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
                    lists++;
                },
                Lost: trouble => Assert.Fail(trouble)),
            clock,
            NullLogger.Instance).RunAsync(stop.Token));
        await Until.IsAsync("two lists", TimeSpan.FromSeconds(60), () => Task.FromResult(lists >= 2 ? "yes" : null));
        await stop.CancelAsync();
        await follow;

        Assert.Equal(Count, told);
        Assert.Equal(Count, book.Live);
        Assert.Equal(2 * Count / ListWatch<V1Job>.LargestPage, api.Lists.Count);
        Assert.All(api.Lists, request => Assert.Contains("limit=500", request, StringComparison.Ordinal));

        // 90 MB were sent, twice. At most one page of them is there at once, 9 KB each on both sides of the wire; the book
        // holds a job in some 700 bytes; the rest is the noise of a test.
        // What other tests left behind may go meanwhile, so there is no least.
        Assert.InRange(peak, 0, 48 << 20);
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / Count, long.MinValue, 3000);
        GC.KeepAlive(book);
    }

    private static HttpResponseMessage Page(string path)
    {
        var from = ContinueAt().Match(path) is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : 0;
        var size = int.Parse(LimitOf().Match(path).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var next = from + size;
        var items = new StringBuilder();
        for (var i = from; i < Math.Min(next, Count); i++)
        {
            items.Append(items.Length > 0 ? "," : "").Append(Job($"uid-{i}", Bulk));
        }

        return Of(List(5, next < Count ? next.ToString(CultureInfo.InvariantCulture) : null, items.ToString()));
    }

    [GeneratedRegex(@"continue=(\d+)")]
    private static partial Regex ContinueAt();

    [GeneratedRegex(@"limit=(\d+)")]
    private static partial Regex LimitOf();
}
