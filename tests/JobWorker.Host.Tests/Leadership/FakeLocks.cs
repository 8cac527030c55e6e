using JobWorker.Host.Leadership;

namespace JobWorker.Host.Tests.Leadership;

/// <summary>A lock store in memory, which can be made to fail or to hang.</summary>
internal sealed class FakeLocks(TimeProvider clock) : ILockStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Owner, DateTimeOffset End)> _held = [];

    /// <summary>Fails every call with this message.</summary>
    public string? Trouble { get; set; }

    /// <summary>Leaves every call without an answer.</summary>
    public bool Hangs { get; set; }

    /// <summary>Names of the locks that are held.</summary>
    public IReadOnlyList<string> Held
    {
        get
        {
            lock (_gate)
            {
                return [.. _held.Where(l => l.Value.End > clock.GetUtcNow()).Select(l => l.Key).Order()];
            }
        }
    }

    public async Task<bool> IsUpAsync(CancellationToken cancel)
    {
        await AnswerAsync(cancel);
        return true;
    }

    public async Task<bool> TryTakeAsync(string name, string owner, TimeSpan time, CancellationToken cancel)
    {
        await AnswerAsync(cancel);
        lock (_gate)
        {
            if (_held.TryGetValue(name, out var held) && held.End > clock.GetUtcNow())
            {
                return false;
            }

            _held[name] = (owner, clock.GetUtcNow() + time);
            return true;
        }
    }

    public async Task ReleaseAsync(string name, string owner, CancellationToken cancel)
    {
        await AnswerAsync(cancel);
        lock (_gate)
        {
            if (_held.TryGetValue(name, out var held) && held.Owner == owner)
            {
                _held.Remove(name);
            }
        }
    }

    private Task AnswerAsync(CancellationToken cancel) => (Hangs, Trouble) switch
    {
        (true, _) => Task.Delay(Timeout.Infinite, cancel),
        (_, { } trouble) => Task.FromException(new LockUnavailableException(trouble)),
        _ => Task.CompletedTask,
    };
}
