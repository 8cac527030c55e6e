using System.Collections.Immutable;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Extensions.Shared;

namespace JobWorker.Host.Ojs.Extensions.Workers;

/// <summary>Which workers were heard of lately by this process, and what they are told.</summary>
/// <remarks>Each replica knows whom it heard itself; that a worker drains, or is directed to, every replica knows.</remarks>
internal sealed class WorkerBook(OjsDirectory directory, DrainingWorkers draining, TimeProvider clock)
{
    /// <summary>Silence after which a worker counts as stale.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>How many are remembered.</summary>
    public const int Most = 10_000;

    /// <summary>Silence after which a worker is forgotten.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Heard> _heard = new(StringComparer.Ordinal);

    /// <summary>A worker asked for jobs, or said that it is alive.</summary>
    /// <param name="worker">Its id; none: it did not say.</param>
    /// <param name="queues">The queues it asks; none: as before.</param>
    /// <param name="jobs">How many jobs it has; none: as before.</param>
    /// <param name="state">What it says it does; none: as before.</param>
    public void Hear(string? worker, ImmutableArray<string>? queues = null, int? jobs = null, string? state = null)
    {
        if (worker is null)
        {
            return;
        }

        var now = clock.GetUtcNow();
        lock (_gate)
        {
            var was = _heard.GetValueOrDefault(worker);
            if (was is null && _heard.Count >= Most)
            {
                MakeRoom();
            }

            _heard[worker] = new Heard(
                worker, queues ?? was?.Queues ?? [], jobs ?? was?.Jobs ?? 0, state ?? was?.State, was?.FirstAt ?? now, now);
        }
    }

    /// <summary>What a worker does: <c>running</c>, <c>quiet</c>, <c>terminate</c>, or, as it says, <c>draining</c>.</summary>
    /// <exception cref="Journals.JournalUnavailableException">The store did not answer.</exception>
    public async ValueTask<string> StateAsync(string worker, CancellationToken cancel)
    {
        if ((await directory.CurrentAsync(cancel)).Directives.GetValueOrDefault(worker) is { } directive)
        {
            return directive;
        }

        return (await draining.CurrentAsync(cancel)).Since.ContainsKey(worker) ? "draining" : "running";
    }

    /// <summary>Whether a worker gets jobs: not once it drains, by its own word or an operator's.</summary>
    /// <exception cref="Journals.JournalUnavailableException">The store did not answer.</exception>
    public async ValueTask<bool> MayFetchAsync(string? worker, CancellationToken cancel) =>
        worker is null || await StateAsync(worker, cancel) is "running";

    /// <summary>A worker says that it takes no more jobs, or takes some again. Every replica knows within a second.</summary>
    /// <exception cref="Journals.JournalUnavailableException">The store did not answer.</exception>
    public async Task DrainAsync(string worker, bool isDraining, CancellationToken cancel)
    {
        var (now, known) = (clock.GetUtcNow(), await draining.CurrentAsync(cancel));
        if (!ReferenceEquals(Change(known), known))
        {
            await draining.UpdateAsync(Change, cancel);
        }

        DrainingDocument Change(DrainingDocument all) => all.With(worker, isDraining ? now : null, now - Memory);
    }

    /// <summary>Who was heard within the last hour, by id.</summary>
    public IReadOnlyList<Heard> All()
    {
        var since = clock.GetUtcNow() - Memory;
        lock (_gate)
        {
            Forget(_heard.Values.Where(one => one.LastAt < since));

            return [.. _heard.Values.OrderBy(one => one.Id, StringComparer.Ordinal)];
        }
    }

    /// <summary>A worker, as it was heard.</summary>
    public Heard? Find(string worker)
    {
        lock (_gate)
        {
            return _heard.GetValueOrDefault(worker);
        }
    }

    /// <summary>Forgets the half that has been silent for longest: not one for each newcomer, which would have to look at all.</summary>
    private void MakeRoom() => Forget(_heard.Values.OrderBy(one => one.LastAt).Take(Most / 2));

    private void Forget(IEnumerable<Heard> some)
    {
        foreach (var one in some.ToList())
        {
            _heard.Remove(one.Id);
        }
    }
}

/// <summary>A worker, as it was heard.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Queues">The queues it asks.</param>
/// <param name="Jobs">How many jobs it has, as it says.</param>
/// <param name="State">What it says it does.</param>
/// <param name="FirstAt">When it was first heard, UTC.</param>
/// <param name="LastAt">When it was last heard, UTC.</param>
internal sealed record Heard(
    string Id, ImmutableArray<string> Queues, int Jobs, string? State, DateTimeOffset FirstAt, DateTimeOffset LastAt);

/// <summary>Workers that take no more jobs, by their own word.</summary>
internal sealed class DrainingWorkers(SharedDocumentNeeds needs)
    : SharedDocument<DrainingDocument>("draining", DrainingDocument.Empty, needs);

/// <summary>Workers that take no more jobs.</summary>
internal sealed record DrainingDocument
{
    public static readonly DrainingDocument Empty = new();

    /// <summary>How many are remembered: each that drains writes all of them.</summary>
    public const int Most = 1_000;

    /// <summary>Who says the same again is not written again before that.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    /// <summary>Since when, by id.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Since { get; init; } =
        ImmutableSortedDictionary<string, DateTimeOffset>.Empty;

    /// <summary>With what one worker says, and without those of long ago, and those of longest ago where there are too many.</summary>
    public DrainingDocument With(string worker, DateTimeOffset? since, DateTimeOffset before)
    {
        if (Since.TryGetValue(worker, out var said) ? since - said < Fresh : since is null)
        {
            return this;
        }

        var left = Since.Remove(worker).RemoveRange(Since.Where(one => one.Value < before).Select(one => one.Key));
        if (since is null)
        {
            return new DrainingDocument { Since = left };
        }

        var over = left.OrderBy(one => one.Value).Take(left.Count + 1 - Most).Select(one => one.Key);

        return new DrainingDocument { Since = left.RemoveRange(over).Add(worker, since.Value) };
    }
}
