using JobWorker.Core.Jobs;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Jobs.Events;

/// <summary>What a publisher remembers of jobs. Its lock guards it.</summary>
internal sealed class EventLines
{
    /// <summary>So many are remembered before those at rest are forgotten: their jobs may live elsewhere by now.</summary>
    private const int Many = 100_000;

    private readonly Dictionary<string, EventLine> _lines = [];
    private int _term;
    private int _most = Many;

    /// <summary>The line of a job; none where nothing is remembered.</summary>
    public EventLine? Find(string id) => _lines.GetValueOrDefault(id);

    /// <summary>The line of a job, new where there is none.</summary>
    /// <param name="stream">Its journal.</param>
    /// <param name="told">What the mark in the store says.</param>
    public EventLine Of(JournalStream<Job> stream, long? told)
    {
        var firstAt = stream.State.FirstAt;
        var line = Find(stream.Id);
        if (line is null || line.FirstAt != firstAt)
        {
            // An id that was forgotten and came again has nothing of its earlier life published.
            line?.Drop();
            _lines[stream.Id] = line = new EventLine(stream.Id, firstAt, told);
        }

        return line;
    }

    /// <summary>Forgets a line.</summary>
    public void Remove(EventLine line)
    {
        if (Find(line.Id) == line)
        {
            _lines.Remove(line.Id);
        }
    }

    /// <summary>
    /// What was known in an earlier term may be out of date, and jobs of it may be over. Not to know costs repeats, no more.
    /// </summary>
    public void Tidy(int term)
    {
        if (_term == term && _lines.Count < _most)
        {
            return;
        }

        _term = term;
        foreach (var line in _lines.Values.Where(line => !line.IsRunning).ToList())
        {
            _lines.Remove(line.Id);
        }

        _most = Math.Max(Many, 2 * _lines.Count);
    }
}
