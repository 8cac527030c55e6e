using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Host.Journals;
using JobWorker.Host.Tests.Journals;

namespace JobWorker.Host.Tests.Catalog;

/// <summary>
/// Processes that come, write, read, make checkpoints, are killed at any write, over a store that loses writes and answers:
/// in the end every acknowledged job is listed by everybody as its journal says.
/// </summary>
public sealed class RandomHistories
{
    private static readonly TimeSpan Farewell = TimeSpan.FromMinutes(10);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task End_with_the_same_list_everywhere(int seed)
    {
        using var world = new RandomWorld(seed);
        for (var step = 0; step < 120; step++)
        {
            await world.StepAsync();
        }

        await world.SettleAsync();
    }

    private sealed class RandomWorld(int seed) : IDisposable
    {
        private readonly Random _random = new(seed);
        private readonly MemorySlots _slots = new();
        private readonly ManualClock _clock = new();
        private readonly List<(CatalogProcess Process, DyingSlots Slots)> _processes = [];
        private readonly HashSet<string> _acknowledged = [];
        private readonly List<string> _jobs = [];

        public async Task StepAsync()
        {
            if (_processes.Count == 0 || (_processes.Count < 3 && _random.Next(10) == 0))
            {
                Start();
            }

            var (process, slots) = _processes[_random.Next(_processes.Count)];
            if (_random.Next(8) == 0)
            {
                _slots.Faults.Enqueue(_random.Next(2) == 0 ? WriteFault.Lost : WriteFault.AnswerLost);
            }

            try
            {
                await ActAsync(process);
            }
            catch (Exception e) when (e is JournalUnavailableException or JournalConflictException)
            {
                // The turn fails; the message comes again, or not.
            }

            if (slots.IsDead)
            {
                _processes.RemoveAll(p => p.Slots == slots);
                process.Dispose();
            }
        }

        /// <summary>A leader's term begins: it compares, and everybody reads.</summary>
        public async Task SettleAsync()
        {
            _slots.Faults.Clear();
            _clock.Advance(TimeSpan.FromMinutes(2));
            _processes.ForEach(p => p.Slots.Spare());
            using var leader = new CatalogProcess(_slots, _clock);
            await leader.WordsAsync();
            await leader.CompareAsync();
            await leader.FlushAsync();
            foreach (var (process, _) in _processes)
            {
                await process.FlushAsync();
            }

            var expected = new List<string>();
            foreach (var id in _jobs)
            {
                var stream = await leader.Journal.LoadAsync(id, default);
                if (stream.Version > 0)
                {
                    expected.Add($"{id} {stream.State.State} {stream.Version}");
                }
            }

            await CheckAsync(leader, expected);
            foreach (var (process, _) in _processes)
            {
                await CheckAsync(process, expected);
            }

            await leader.Checkpoint.MakeAsync(always: true, default);
            Expire();
            using var fresh = new CatalogProcess(_slots, _clock);
            await CheckAsync(fresh, expected);
        }

        public void Dispose() => _processes.ForEach(p => p.Process.Dispose());

        private async Task CheckAsync(CatalogProcess process, List<string> expected)
        {
            var words = await process.WordsAsync();
            var listed = words.Select(w => w.Split(' ')[0]).ToHashSet();

            Assert.Empty(_acknowledged.Except(listed));
            Assert.Equal(expected.Where(w => listed.Contains(w.Split(' ')[0])).Order(), words.Order());
        }

        private void Start()
        {
            var slots = new DyingSlots(_slots, _random.Next(4) == 0 ? int.MaxValue : _random.Next(1, 60), _random.Next(2) == 0);
            _processes.Add((new CatalogProcess(slots, _clock), slots));
        }

        private async Task ActAsync(CatalogProcess process)
        {
            switch (_random.Next(10))
            {
                case 0 or 1 or 2:
                    await SubmitAsync(process, $"job-{_jobs.Count}");
                    break;
                case 3 when _jobs.Count > 0:
                    await SubmitAsync(process, _jobs[_random.Next(_jobs.Count)]);
                    break;
                case 4 or 5 or 6 when _jobs.Count > 0:
                    await AdvanceAsync(process, _jobs[_random.Next(_jobs.Count)]);
                    break;
                case 7:
                    await process.FlushAsync();
                    break;
                case 8:
                    _clock.Advance(TimeSpan.FromMinutes(_random.Next(6)));
                    await process.WordsAsync();
                    break;
                default:
                    await process.WordsAsync();
                    await process.Checkpoint.MakeAsync(always: true, default);
                    Expire();
                    break;
            }
        }

        /// <summary>As a keeper does it: the first append and the first entry at once, the message acknowledged after both.</summary>
        private async Task SubmitAsync(CatalogProcess process, string id)
        {
            var stream = await process.Journal.LoadAsync(id, default);
            if (!_jobs.Contains(id))
            {
                _jobs.Add(id);
            }

            if (stream.Version > 0)
            {
                var history = await process.Journal.HistoryAsync(id, default).ToListAsync();
                await process.AddAsync(Core.Catalog.CatalogEntry.Of(id, history)!);
            }
            else
            {
                var request = new JobRequest(id, "svc", new JobSpec { PrefixName = "p", Namespace = "default", Image = "i" }, null);
                JobEvent[] events = [new JobRequested(request, "", [], _clock.GetUtcNow())];
                var entry = Core.Catalog.CatalogEntry.After(id, Job.None, events)!;
                await Task.WhenAll(
                    process.AddAsync(entry with { Version = 0 }), process.Journal.AppendAsync(stream, events, null, default));
                process.Writer.Note(entry);
            }

            _acknowledged.Add(id);
        }

        private async Task AdvanceAsync(CatalogProcess process, string id)
        {
            var stream = await process.Journal.LoadAsync(id, default);
            var at = _clock.GetUtcNow();
            JobEvent? next = stream.State.State switch
            {
                JobState.Requested => new JobCreated(new JobRef("default", $"kube-{id}", "uid"), at),
                JobState.Created => new PodStarted(new PodRef("pod", "uid"), at),
                JobState.Running => new JobSucceeded(1, at),
                _ => null,
            };
            if (next is not null)
            {
                await process.Journal.AppendAsync(stream, [next], null, default);
                process.Writer.Note(Core.Catalog.CatalogEntry.After(id, stream.State, [next])!);
            }
        }

        private void Expire() => _slots.Remove(key => _slots.KeepOf(key) == Farewell);
    }
}
