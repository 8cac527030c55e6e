using JobWorker.Core.Callbacks;
using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using static JobWorker.Host.Tests.Catalog.CatalogProcess;

namespace JobWorker.Host.Tests.Catalog;

/// <summary>What a crash between an append and its batch leaves, and what a rebuild puts right.</summary>
public sealed class ComparingWithJournals : CatalogSpec
{
    [Fact]
    public async Task Finds_what_was_appended_and_never_written()
    {
        var process = Process();
        await process.AddAsync(Entry("a"));
        await AppendAsync(process, "a", new JobCreated(new JobRef("default", "kube-a", "uid"), Noon.AddSeconds(1)));
        await process.WordsAsync();

        await process.CompareAsync();
        await process.FlushAsync();

        Assert.Equal(["a Created 2"], await process.WordsAsync());
        Assert.Equal(["a Created 2"], await AnewAsync());
        Assert.Equal("kube-a", (await process.ListAsync())[0].JobName);
    }

    [Fact]
    public async Task Takes_out_a_job_whose_first_append_never_happened_but_not_while_it_may_still()
    {
        var process = Process();
        await process.AddAsync(Entry("a", 0) with { UpdatedAt = Clock.GetUtcNow() });
        await process.WordsAsync();

        await process.CompareAsync();
        await process.FlushAsync();
        Assert.Single(await process.WordsAsync());

        Clock.Advance(TimeSpan.FromMinutes(2));
        await process.CompareAsync();
        await process.FlushAsync();
        Assert.Empty(await process.WordsAsync());
        Assert.Empty(await AnewAsync());

        await process.AddAsync(Entry("a"));
        Assert.Equal(["a Requested 1"], await process.WordsAsync());
    }

    [Fact]
    public async Task Confirms_a_refused_message_that_was_never_seen_written()
    {
        var process = Process();
        await process.AddAsync(Entry("a", 0, JobState.Rejected));
        await process.Journal.AppendAsync(
            await process.Journal.LoadAsync("a", default),
            [new JobRejected("svc", null, new CallbackError("A100", "", FailureReason.Policy), [], "", Noon)], null, default);
        await process.WordsAsync();

        await process.CompareAsync();
        await process.FlushAsync();

        Assert.Equal(["a Rejected 1"], await process.WordsAsync());
    }

    [Fact]
    public async Task Of_all_jobs_puts_right_what_is_wrong_at_the_same_version()
    {
        var process = Process();
        await AppendAsync(process, "a", new JobSucceeded(1, Noon.AddSeconds(1)));
        await process.AddAsync(Entry("a", 2, JobState.Failed, reason: "ExitCode"), Entry("gone", 2, JobState.Failed));
        await process.WordsAsync();
        Clock.Advance(TimeSpan.FromMinutes(2));

        await process.CompareAsync();
        await process.FlushAsync();
        Assert.Equal(2, (await process.WordsAsync()).Length);

        await process.CompareAsync(all: true);
        await process.FlushAsync();

        Assert.Equal(["a Succeeded 2"], await process.WordsAsync());
        await process.Checkpoint.MakeAsync(always: true, default);
        Assert.Equal(["a Succeeded 2"], await AnewAsync());
        Assert.Null((await process.ListAsync())[0].Reason);
    }

    [Fact]
    public async Task Writes_nothing_where_nothing_is_wrong()
    {
        var process = Process();
        await AppendAsync(process, "a", new JobSucceeded(1, Noon.AddSeconds(1)));
        await process.AddAsync(Entry("a", 2, JobState.Succeeded) with { Callback = CallbackStanding.None });
        await process.WordsAsync();
        var writes = Slots.Writes;

        await process.CompareAsync(all: true);
        await process.FlushAsync();

        Assert.Equal(writes, Slots.Writes);
    }

    private static async Task AppendAsync(CatalogProcess process, string id, JobEvent e)
    {
        var request = new JobRequest(id, "svc", new JobSpec { PrefixName = "p", Namespace = "default", Image = "i" }, null);
        var stream = await process.Journal.LoadAsync(id, default);
        await process.Journal.AppendAsync(stream, [new JobRequested(request, "", [], Noon), e], null, default);
    }
}
