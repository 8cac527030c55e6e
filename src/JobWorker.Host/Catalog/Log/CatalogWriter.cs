using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using JobWorker.Core.Catalog;
using JobWorker.Host.Catalog.Model;
using JobWorker.Host.Hosting.Shutdown;
using JobWorker.Host.Journals;
using Microsoft.Data.Sqlite;

namespace JobWorker.Host.Catalog.Log;

/// <summary>This process's log: one batch at a time, with everything in it that waits.</summary>
/// <remarks>
/// A job's first entry is waited for, so it goes with the next batch; the others wait half a second for company. An entry that
/// is noted and lost with the process is found missing when its journal is compared, see <c>Upkeep</c>.
/// </remarks>
internal sealed class CatalogWriter(
    CatalogStore store, CatalogModel model, ChangeFeed feed, TimeProvider clock, ILogger<CatalogWriter> logger)
    : BackgroundService, ICatalog, IDrain
{
    /// <summary>Entries in a batch: far below what any store takes under one key.</summary>
    public const int BatchEntries = 500;

    /// <summary>How long a noted entry waits for company.</summary>
    public static readonly TimeSpan NoteDelay = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private readonly Dictionary<string, CatalogEntry> _noted = [];
    private readonly Channel<Written> _written = Channel.CreateUnbounded<Written>();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private DateTimeOffset _notedDue = DateTimeOffset.MaxValue;
    private TaskCompletionSource? _empty;
    private volatile string? _writer;
    private long _next;

    /// <summary>The name of this process's log; none before it has one.</summary>
    public string? Writer => _writer;

    /// <summary>The batch that is written next.</summary>
    public long Next => Volatile.Read(ref _next);

    public async Task AddAsync(CatalogEntry entry, CancellationToken cancel)
    {
        var waiting = new Waiting(entry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
        }

        _wake.Writer.TryWrite(true);
        await waiting.Done.Task.WaitAsync(cancel);
    }

    public void Note(CatalogEntry entry)
    {
        lock (_gate)
        {
            if (!_noted.TryGetValue(entry.Id, out var known) || entry.Supersedes(known))
            {
                _noted[entry.Id] = known is null ? entry : entry.Over(known);
            }

            if (_notedDue == DateTimeOffset.MaxValue)
            {
                _notedDue = clock.GetUtcNow() + NoteDelay;
                _wake.Writer.TryWrite(true);
            }
        }
    }

    /// <summary>The log called <paramref name="writer"/> is no part of the catalog any more: the next batch begins another.</summary>
    public void Leave(string writer) => Interlocked.CompareExchange(ref _writer, null, writer);

    /// <summary>Writes what is noted, without waiting for company.</summary>
    public Task DrainAsync(CancellationToken cancel)
    {
        Task empty;
        lock (_gate)
        {
            if (_noted.Count == 0 && _waiting.Count == 0)
            {
                return Task.CompletedTask;
            }

            _notedDue = DateTimeOffset.MinValue;
            empty = (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        _wake.Writer.TryWrite(true);

        return empty.WaitAsync(cancel);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _written.Writer.TryComplete();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(WriteAsync(stoppingToken), Task.Run(() => TakeInAsync(stoppingToken), stoppingToken));

    private async Task WriteAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            if (!await WriteNextAsync(cancel))
            {
                await WaitAsync(cancel);
            }
        }
    }

    /// <summary>One batch; false when there is nothing to write yet. The one thing that writes, so never two at a time.</summary>
    public async Task<bool> WriteNextAsync(CancellationToken cancel)
    {
        var (waiting, noted) = Take();
        if (waiting.Count + noted.Count == 0)
        {
            return false;
        }

        try
        {
            ImmutableArray<CatalogEntry> entries = [.. waiting.Select(w => w.Entry), .. noted];
            var (writer, number) = await AppendAsync(entries, cancel);
            waiting.ForEach(w => w.Done.TrySetResult());
            _written.Writer.TryWrite(new Written(writer, number, entries));
        }
        catch (Exception e) when (e is JournalUnavailableException or JsonException or OperationCanceledException)
        {
            waiting.ForEach(w => w.Done.TrySetException(new JournalUnavailableException(e.Message, e)));
            PutBack(noted);
            logger.CatalogNotWritten(e.Message);
        }

        return true;
    }

    private async Task<(string Writer, long Number)> AppendAsync(
        ImmutableArray<CatalogEntry> entries, CancellationToken cancel)
    {
        var batch = new CatalogBatch(store.NewName(), entries);
        while (true)
        {
            var writer = _writer ?? await BeginAsync(cancel);
            var number = _next;
            var found = await store.AppendAsync(writer, number, batch, cancel);
            if (found.Sealed == true)
            {
                Leave(writer);
                continue;
            }

            // Another commit: a batch that was taken for lost and was not. This one goes behind it.
            Volatile.Write(ref _next, number + 1);
            if (found.Commit == batch.Commit)
            {
                return (writer, number);
            }
        }
    }

    /// <summary>Enters a new log into the head, so that others read it.</summary>
    private async Task<string> BeginAsync(CancellationToken cancel)
    {
        var writer = store.NewName();
        await store.ChangeAsync(
            head => head.Writers.Any(w => w.Writer == writer)
                ? null
                : head with { Writers = head.Writers.Add(new LogPosition(writer, 0)) },
            cancel);
        Volatile.Write(ref _next, 0);
        _writer = writer;

        return writer;
    }

    private (List<Waiting> Waiting, List<CatalogEntry> Noted) Take()
    {
        List<Waiting> waiting = [];
        List<CatalogEntry> noted = [];
        lock (_gate)
        {
            while (waiting.Count < BatchEntries && _waiting.TryDequeue(out var next))
            {
                waiting.Add(next);
            }

            if (_notedDue <= clock.GetUtcNow())
            {
                noted.AddRange(_noted.Values.Take(BatchEntries - waiting.Count));
                noted.ForEach(e => _noted.Remove(e.Id));
                _notedDue = _noted.Count == 0 ? DateTimeOffset.MaxValue : _notedDue;
            }

            if (waiting.Count + noted.Count + _noted.Count + _waiting.Count == 0)
            {
                _empty?.TrySetResult();
                _empty = null;
            }
        }

        return (waiting, noted);
    }

    private void PutBack(List<CatalogEntry> noted)
    {
        lock (_gate)
        {
            foreach (var entry in noted.Where(e => !_noted.TryGetValue(e.Id, out var newer) || e.Supersedes(newer)))
            {
                _noted[entry.Id] = entry;
            }

            if (_noted.Count > 0)
            {
                _notedDue = clock.GetUtcNow() + AfterFailure;
            }
        }
    }

    private async Task WaitAsync(CancellationToken cancel)
    {
        DateTimeOffset due;
        lock (_gate)
        {
            due = _notedDue;
        }

        var delay = due == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : due - clock.GetUtcNow();
        if (due != DateTimeOffset.MaxValue && delay <= TimeSpan.Zero)
        {
            return;
        }

        using var timer = new CancellationTokenSource(delay, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        await ((Task)_wake.Reader.ReadAsync(either.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>What is durable, lists may show.</summary>
    private async Task TakeInAsync(CancellationToken cancel)
    {
        await foreach (var (writer, number, entries) in _written.Reader.ReadAllAsync(cancel))
        {
            try
            {
                feed.Publish(model.Apply(writer, number, entries));
            }
            catch (SqliteException e)
            {
                // Not advanced, so whoever reads the log comes across it again.
                logger.CatalogModelFailed(e.Message);
            }
        }
    }

    private sealed record Waiting(CatalogEntry Entry, TaskCompletionSource Done);

    private sealed record Written(string Writer, long Number, ImmutableArray<CatalogEntry> Entries);
}
