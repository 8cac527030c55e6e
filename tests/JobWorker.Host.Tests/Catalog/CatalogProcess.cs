using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Host.Catalog;
using JobWorker.Host.Catalog.Log;
using JobWorker.Host.Catalog.Model;
using JobWorker.Host.Catalog.Upkeep;
using JobWorker.Host.Journals;
using JobWorker.Host.Tests.Leadership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Catalog;

/// <summary>The catalog of one process. Nothing runs by itself: a test says what happens next.</summary>
internal sealed class CatalogProcess : IDisposable
{
    /// <summary>Small, so that a few jobs fill a page.</summary>
    public const int PageEntries = 6;

    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public CatalogProcess(
        IStateSlots slots, ManualClock clock, string? path = null, string prefix = "j-", TimeSpan? keep = null)
    {
        Clock = clock;
        var journals = Options.Create(new JournalOptions { KeyPrefix = prefix });
        var retention = Options.Create(new RetentionOptions { Jobs = keep ?? TimeSpan.FromDays(15) });
        var options = Options.Create(new CatalogOptions { Path = path });
        Store = new CatalogStore(slots, journals, clock);
        Model = new CatalogModel(options, journals, retention, clock, NullLogger<CatalogModel>.Instance);
        Feed = new ChangeFeed(options);
        Writer = new CatalogWriter(Store, Model, Feed, clock, NullLogger<CatalogWriter>.Instance);
        Reader = new CatalogReader(
            Store, Model, Feed, Writer, Leaderships.Alone(clock), clock, NullLogger<CatalogReader>.Instance);
        Checkpoint = new Checkpoint(Store, Model, Writer, retention, clock, NullLogger<Checkpoint>.Instance)
        {
            PageEntries = PageEntries,
            Batches = 20,
        };
        Journal = new Journal<Job, JobEvent>(
            slots, new JournalShape<Job, JobEvent>(Job.None, Job.Evolve, JobJson.Event, JobJson.State), prefix, clock);
        Comparison = new Comparison(Journal, Writer, clock, NullLogger<Comparison>.Instance);
    }

    public ManualClock Clock { get; }

    public CatalogStore Store { get; }

    public CatalogModel Model { get; }

    public ChangeFeed Feed { get; }

    public CatalogWriter Writer { get; }

    public CatalogReader Reader { get; }

    public Checkpoint Checkpoint { get; }

    public Comparison Comparison { get; }

    public Journal<Job, JobEvent> Journal { get; }

    /// <summary>An entry of a job that was created so many seconds after noon.</summary>
    public static CatalogEntry Entry(
        string id, long version = 1, JobState state = JobState.Requested, int second = 0, string? reason = null) => new(
            id, state, "svc", "default", reason, null, 1, version, Noon.AddSeconds(second), Noon.AddSeconds(second + version));

    /// <summary>Writes entries as first ones are: durable on return.</summary>
    public async Task AddAsync(params CatalogEntry[] entries)
    {
        var all = Task.WhenAll(entries.Select(e => Writer.AddAsync(e, default)));
        while (!all.IsCompleted && await Writer.WriteNextAsync(default))
        {
        }

        await all;
    }

    /// <summary>Writes entries as later ones are.</summary>
    public async Task NoteAsync(params CatalogEntry[] entries)
    {
        Array.ForEach(entries, Writer.Note);
        await FlushAsync();
    }

    /// <summary>Writes what is noted; false where the store would not.</summary>
    public async Task FlushAsync()
    {
        Clock.Advance(CatalogWriter.NoteDelay);
        while (await Writer.WriteNextAsync(default))
        {
        }
    }

    /// <summary>What a list shows, newest first, after reading whatever is new.</summary>
    public async Task<IReadOnlyList<CatalogEntry>> ListAsync(JobFilter? filter = null)
    {
        await Reader.ReadAsync(default);

        return Model.Reads.List(filter ?? JobFilter.All, null, 100_000);
    }

    /// <summary>The same as words: <c>id state version</c>.</summary>
    public async Task<string[]> WordsAsync() => [.. (await ListAsync()).Select(e => $"{e.Id} {e.State} {e.Version}")];

    public Task CompareAsync(bool all = false) =>
        Comparison.RunAsync(all ? Model.Reads.All : Model.Reads.Unsure, _ => { }, default);

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose();
        Model.Dispose();
    }
}
