using JobWorker.Core.Jobs;
using static JobWorker.Host.Tests.Catalog.CatalogProcess;

namespace JobWorker.Host.Tests.Catalog;

public sealed class TheReadModel : CatalogSpec
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jobworker-").FullName;

    [Fact]
    public async Task In_a_folder_that_stays_goes_on_where_it_was()
    {
        using (var before = new CatalogProcess(Slots, Clock, _folder))
        {
            await before.AddAsync([.. Enumerable.Range(0, 60).Select(i => Entry($"job-{i}"))]);
            for (var i = 0; i < 15; i++)
            {
                await before.NoteAsync(Entry($"job-{i}", 2, JobState.Running));
            }

            await before.WordsAsync();
        }

        var reads = Slots.Reads;
        using var after = new CatalogProcess(Slots, Clock, _folder);
        Assert.Equal(60, (await after.WordsAsync()).Length);
        Assert.Equal(2, Slots.Reads - reads);
    }

    [Fact]
    public async Task Of_another_prefix_or_of_no_sense_is_thrown_away()
    {
        using (var before = new CatalogProcess(Slots, Clock, _folder, prefix: "other-"))
        {
            await before.AddAsync(Entry("theirs"));
            await before.WordsAsync();
        }

        await Process().AddAsync(Entry("ours"));
        using (var after = new CatalogProcess(Slots, Clock, _folder))
        {
            Assert.Equal(["ours Requested 1"], await after.WordsAsync());
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "catalog.db"), string.Join(' ', Enumerable.Repeat("nonsense", 1000)));
        using var last = new CatalogProcess(Slots, Clock, _folder);
        Assert.Equal(["ours Requested 1"], await last.WordsAsync());
    }

    [Fact]
    public async Task In_a_folder_somebody_has_is_a_temporary_one_instead()
    {
        using var first = new CatalogProcess(Slots, Clock, _folder);
        using var second = new CatalogProcess(Slots, Clock, _folder);
        await first.AddAsync(Entry("a"));

        Assert.Equal(["a Requested 1"], await second.WordsAsync());
        Assert.Equal(["a Requested 1"], await first.WordsAsync());
    }

    [Theory]
    [InlineData(90, false)]
    [InlineData(0, true)]
    public void Removes_what_a_killed_process_left_but_nothing_that_another_may_be_about_to_use(int age, bool stays)
    {
        var folder = Directory.CreateTempSubdirectory("jobworker-catalog-").FullName;
        File.WriteAllText(Path.Combine(folder, "lock"), "");
        Directory.SetLastWriteTimeUtc(folder, TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-age));

        using var process = new CatalogProcess(Slots, Clock);

        Assert.Equal(stays, Directory.Exists(folder));
        if (stays)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Takes_an_id_that_comes_again_after_its_journal_was_forgotten()
    {
        var process = Process(keep: TimeSpan.FromMinutes(1));
        await process.AddAsync(Entry("a", 9, JobState.Succeeded));
        await process.WordsAsync();
        Clock.Advance(TimeSpan.FromMinutes(5));

        await process.AddAsync(Entry("a", 0, second: 290));

        Assert.Equal(["a Requested 0"], await process.WordsAsync());
        Assert.Equal(["a Requested 0"], await Process(keep: TimeSpan.FromMinutes(1)).WordsAsync());
    }

    [Fact]
    public async Task Keeps_what_only_an_older_entry_knows_whichever_comes_first()
    {
        var process = Process();
        await process.AddAsync(Entry("a", 5, JobState.Running, 60) with { CreatedAt = null, Service = null });
        await process.WordsAsync();
        await process.AddAsync(Entry("a"));

        var entry = Assert.Single(await process.ListAsync());
        Assert.Equal((JobState.Running, 5L, "svc", Noon), (entry.State, entry.Version, entry.Service, entry.CreatedAt));
    }

    public override void Dispose()
    {
        base.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
