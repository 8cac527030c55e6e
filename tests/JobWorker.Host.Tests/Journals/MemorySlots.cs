using System.Collections.Concurrent;
using System.Globalization;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Tests.Journals;

/// <summary>Slots in memory, with a say in how each write ends.</summary>
internal sealed class MemorySlots : IStateSlots
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (ReadOnlyMemory<byte> Value, int Version, TimeSpan? Keep)> _slots = [];

    public ConcurrentQueue<WriteFault> Faults { get; } = new();

    public bool Down { get; set; }

    public int Reads { get; private set; }

    public int Writes { get; private set; }

    public IReadOnlyCollection<string> Keys
    {
        get
        {
            lock (_gate)
            {
                return [.. _slots.Keys];
            }
        }
    }

    public TimeSpan? KeepOf(string key) => _slots[key].Keep;

    public int SizeOf(string key) => _slots[key].Value.Length;

    public string TextOf(string key) => System.Text.Encoding.UTF8.GetString(_slots[key].Value.Span);

    public void Replace(string key, string text) =>
        _slots[key] = _slots[key] with { Value = System.Text.Encoding.UTF8.GetBytes(text), Version = _slots[key].Version + 1 };

    /// <summary>What has expired, or was flushed.</summary>
    public void Remove(Func<string, bool> which)
    {
        lock (_gate)
        {
            foreach (var key in _slots.Keys.Where(which).ToList())
            {
                _slots.Remove(key);
            }
        }
    }

    public Task<Slot?> GetAsync(string key, CancellationToken cancel)
    {
        lock (_gate)
        {
            Reads++;
            if (Down)
            {
                throw new JournalUnavailableException("down");
            }

            return Task.FromResult(
                _slots.TryGetValue(key, out var slot)
                    ? new Slot(slot.Value.ToArray(), slot.Version.ToString(CultureInfo.InvariantCulture))
                    : null);
        }
    }

    public Task<bool> TryPutAsync(string key, ReadOnlyMemory<byte> value, string? etag, TimeSpan? keep, CancellationToken cancel)
    {
        lock (_gate)
        {
            Writes++;
            var fault = Faults.TryDequeue(out var next) ? next : WriteFault.None;
            var version = _slots.TryGetValue(key, out var slot) ? slot.Version : 0;
            var expected = etag is null ? 0 : int.Parse(etag, CultureInfo.InvariantCulture);
            if (Down || fault is WriteFault.Lost || version != expected)
            {
                return Task.FromResult(false);
            }

            _slots[key] = (value.ToArray(), version + 1, keep);

            return Task.FromResult(fault is not WriteFault.AnswerLost);
        }
    }
}

/// <summary>How a write ends.</summary>
internal enum WriteFault
{
    None,

    /// <summary>It never took effect.</summary>
    Lost,

    /// <summary>It took effect, and nobody was told.</summary>
    AnswerLost,
}
