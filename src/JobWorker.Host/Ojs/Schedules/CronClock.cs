using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Queues.Calls;

namespace JobWorker.Host.Ojs.Schedules;

/// <summary>Fires schedules when their time comes: every replica all of them, for none is needed for that.</summary>
internal sealed class CronClock(Crons crons, TimeProvider clock, ILogger<CronClock> logger) : BackgroundService
{
    /// <summary>How long what other replicas register may stay unknown here: they fire it themselves.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _changed = new(0);

    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        crons.Changed += Wake;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var next = await LookAsync(stoppingToken);
                await WaitAsync(next, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // The sidecar is not there yet, or no more; what is missed is caught up with. Whatever else it is, the others must fire.
                logger.CronNotRead(e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, CancellationToken.None);
            }
        }

        crons.Changed -= Wake;
    }

    /// <summary>Fires what is due; answers when something is due next, UTC.</summary>
    private async Task<DateTimeOffset?> LookAsync(CancellationToken cancel)
    {
        DateTimeOffset? first = null;
        var due = new List<Task>();
        foreach (var cron in await crons.AllAsync(cancel))
        {
            if (!cron.IsKnown)
            {
                logger.CronUnknown(cron.Request.Name, cron.Request.Expression, cron.Request.Timezone);
                continue;
            }

            var now = clock.GetUtcNow();
            if (cron.Due(now) is { } occurrence)
            {
                due.Add(FireAsync(cron.Request.Name, occurrence, cancel));
                first = now;
            }
            else if (cron.Next() is { } next && (first is null || next < first))
            {
                first = next;
            }
        }

        await Task.WhenAll(due);

        return first;
    }

    /// <summary>One that cannot fire must not keep the others from it, nor be tried for ever: that occurrence is passed over.</summary>
    private async Task FireAsync(string name, DateTimeOffset occurrence, CancellationToken cancel)
    {
        try
        {
            await crons.FireAsync(name, occurrence, cancel);
        }
        catch (Exception e) when (
            e is not (JournalUnavailableException or QueueUnreachableException) && !cancel.IsCancellationRequested)
        {
            logger.CronPassedOver(name, occurrence, e);
            await crons.PassOverAsync(name, occurrence, cancel);
        }
    }

    private async Task WaitAsync(DateTimeOffset? next, CancellationToken cancel)
    {
        var wait = next - clock.GetUtcNow();
        if (wait <= TimeSpan.Zero)
        {
            return;
        }

        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var changed = _changed.WaitAsync(woken.Token);
        await Task.WhenAny(changed, Task.Delay(wait < BetweenLooks ? wait.Value : BetweenLooks, clock, woken.Token));
        await woken.CancelAsync();
        cancel.ThrowIfCancellationRequested();
    }

    private void Wake() => _changed.Release();
}
