using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using JobWorker.Host.Api;
using JobWorker.Host.Catalog.Log;
using JobWorker.Host.Catalog.Model;
using JobWorker.Host.Jobs;
using JobWorker.Host.Journals;
using JobWorker.Host.Leadership;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Catalog.Operations;

/// <summary>Does what operations ask for, one after the other, in the process that leads.</summary>
/// <remarks>
/// The jobs of a page are written down before they are told, and what became of them together with the next page. So whoever
/// goes on after a crash knows which jobs may have been told, and asks their journals before it tells them again.
/// </remarks>
internal sealed class OperationRunner(
    OperationStore store,
    CatalogReader reader,
    CatalogModel model,
    IJobs jobs,
    Journal<Job, JobEvent> journal,
    Func<SubmissionRules> rules,
    LeaderRole role,
    IOptions<CatalogOptions> options,
    TimeProvider clock,
    ILogger<OperationRunner> logger) : BackgroundService
{
    /// <summary>Jobs between two writes of how far it has come.</summary>
    public const int PageJobs = 50;

    private const int Tries = 3;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => role.WhileLeadingAsync(RunAsync, stoppingToken);

    /// <summary>Does everything there is to do now.</summary>
    /// <exception cref="JournalUnavailableException">The store did not answer; what was done is found again.</exception>
    public async Task RunOnceAsync(CancellationToken cancel)
    {
        foreach (var listed in (await store.ListAsync(cancel)).Where(o => !o.Ended))
        {
            if (await store.FindAsync(listed.Id, cancel) is { State: OperationState.Running } operation)
            {
                var ended = await RunAsync(operation, cancel);
                logger.OperationEnded(ended.Id, $"{ended.State}", ended.Done, ended.Refused, ended.Failed);
            }

            await store.EndAsync(listed.Id, cancel);
        }
    }

    private async Task RunAsync(CancellationToken term)
    {
        while (!term.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(term);
            }
            catch (Exception e) when (e is JournalUnavailableException or JsonException or SqliteException)
            {
                logger.OperationsHeld(e.Message);
            }
            catch (OperationCanceledException) when (term.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Between, clock, term).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Operation> RunAsync(Operation operation, CancellationToken cancel)
    {
        await reader.ReadAsync(cancel);
        var resumed = true;
        while (true)
        {
            var told = await TellAsync(operation, resumed, cancel);
            var next = model.Reads.List(operation.Meant, operation.Place, PageJobs);
            var matched = operation.Matched ?? (int)model.Reads.Count(operation.Meant);
            operation = await SaveAsync(operation, told, next, matched, cancel);
            if (operation.State is not OperationState.Running)
            {
                return operation;
            }

            resumed = false;
        }
    }

    /// <summary>Writes what became of one page together with the next; another's stop stays, and keeps the figures.</summary>
    private async Task<Operation> SaveAsync(
        Operation operation,
        IReadOnlyCollection<ToldJob> told,
        ImmutableArray<CatalogEntry> next,
        int matched,
        CancellationToken cancel)
    {
        var commit = $"{Guid.CreateVersion7(clock.GetUtcNow()):N}";
        var saved = await store.ChangeAsync(
            operation.Id,
            known => known.Commit == commit
                ? null
                : known.Commit != operation.Commit
                    ? throw new JournalUnavailableException("Another replica runs the operation.")
                    : Next(known.With(told) with { Commit = commit, Matched = matched }, next),
            cancel);

        return saved ?? operation with { State = OperationState.Stopped };
    }

    private static Operation Next(Operation operation, ImmutableArray<CatalogEntry> next) => operation switch
    {
        { State: not OperationState.Running } => operation,
        _ when next.IsEmpty => operation with
        {
            State = OperationState.Done,
            Matched = operation.Done + operation.Refused + operation.Failed,
        },
        _ => operation with
        {
            Page = [.. next.Select(e => new PlannedJob(e.Id, e.Attempt))],
            Place = JobPlace.Of(next[^1]),
        },
    };

    private async Task<IReadOnlyCollection<ToldJob>> TellAsync(Operation operation, bool resumed, CancellationToken cancel)
    {
        ConcurrentBag<ToldJob> told = [];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Value.OperationConcurrency,
            CancellationToken = cancel,
        };
        await Parallel.ForEachAsync(operation.Page, parallel, async (planned, stop) =>
            told.Add(resumed && operation.IsDoneBy((await journal.LoadAsync(planned.Id, stop)).State, planned)
                ? new ToldJob(planned.Id, ToldOutcome.Done)
                : await TellAsync(operation, planned.Id, stop)));

        return told;
    }

    private async Task<ToldJob> TellAsync(Operation operation, string id, CancellationToken cancel)
    {
        if (operation.Url is { } url
            && rules().Check(url, (await journal.LoadAsync(id, cancel)).State) is [var broken, ..])
        {
            return new ToldJob(id, ToldOutcome.Refused, $"The URL may not be used: {broken.Rule}.");
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var reply = await jobs.TellAsync(id, operation.Command(clock.GetUtcNow()), cancel);

                return reply.Refusal is null
                    ? new ToldJob(id, ToldOutcome.Done)
                    : new ToldJob(id, ToldOutcome.Refused, reply.Message);
            }
            catch (JobUnreachableException e) when (attempt == Tries)
            {
                return new ToldJob(id, ToldOutcome.Failed, e.Message);
            }
            catch (JobUnreachableException)
            {
                await Task.Delay(AfterFailure * attempt, clock, cancel);
            }
        }
    }
}
