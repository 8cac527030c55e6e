using JobWorker.Host.Hosting;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Leadership;

/// <summary>Does what the lease asks for, for as long as the process lives, and gives the lease back at the end.</summary>
/// <remarks>
/// Registered first: so it has usually decided before the listeners open, and the sidecar's first look at the app's health
/// finds it leading; and it stops last, when nothing needs leadership any more.
/// </remarks>
internal sealed class LeaderElection(
    ILockStore locks, LeaderRole role, IOptions<LeadershipOptions> options, TimeProvider clock, ILogger<LeaderElection> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan UpPause = TimeSpan.FromMilliseconds(100);

    private readonly LeadershipOptions _options = options.Value;
    private readonly string _owner = $"{options.Value.Replica}/{Guid.CreateVersion7(clock.GetUtcNow()):N}";
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Lease _lease = new(options.Value.Times);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await _decided.Task.WaitAsync(FirstLook, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Gives back what is held, so that another replica can take over at once.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Keep(_lease.Retire());
        while (!_lease.IsOver)
        {
            // Not with the host's token: when the time to stop has run out, this is still worth a try.
            await DoAsync(_lease.Next(role.Now), CancellationToken.None);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options.Mode is LeadershipMode.None)
        {
            _decided.SetResult();
            return;
        }

        try
        {
            await WaitForStoreAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                var now = role.Now;
                Keep(_lease.At(now));
                await DoAsync(_lease.Next(now), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task WaitForStoreAsync(CancellationToken cancel)
    {
        while (!await IsUpAsync(cancel))
        {
            role.Trouble = "The sidecar has not answered yet.";
            await Task.Delay(UpPause, clock, cancel);
        }

        role.Trouble = null;
    }

    private async Task<bool> IsUpAsync(CancellationToken cancel)
    {
        try
        {
            return await AskAsync(locks.IsUpAsync, cancel);
        }
        catch (Exception e) when (IsSilence(e, cancel))
        {
            return false;
        }
    }

    private async Task DoAsync(LeaseStep step, CancellationToken cancel)
    {
        switch (step)
        {
            case LeaseStep.Take take:
                await TakeAsync(take, cancel);
                break;
            case LeaseStep.Release release:
                await ReleaseAsync(release, cancel);
                break;
            case LeaseStep.Wait wait:
                var delay = wait.Until - role.Now;
                await Task.Delay(delay > TimeSpan.Zero ? delay : TimeSpan.Zero, clock, cancel);
                break;
        }
    }

    private async Task TakeAsync(LeaseStep.Take take, CancellationToken cancel)
    {
        var asked = role.Now;
        try
        {
            var taken = await AskAsync(
                limit => locks.TryTakeAsync(NameOf(take.Slot), OwnerOf(take.Taking), take.For, limit), cancel);
            Keep(taken ? _lease.Taken(take, asked, role.Now) : _lease.Refused(take, role.Now));
            role.Trouble = null;
            if (!taken || role.Leads)
            {
                _decided.TrySetResult();
            }
        }
        catch (Exception e) when (e is LockUnavailableException or OperationCanceledException)
        {
            // Also when the process ends meanwhile: the store may have heard the question.
            Keep(_lease.Unanswered(take, role.Now));
            Complain(e);
        }
    }

    private async Task ReleaseAsync(LeaseStep.Release release, CancellationToken cancel)
    {
        try
        {
            await AskAsync(
                async limit =>
                {
                    await locks.ReleaseAsync(NameOf(release.Slot), OwnerOf(release.Taking), limit);
                    return true;
                },
                cancel);
        }
        catch (Exception e) when (IsSilence(e, cancel))
        {
            Complain(e);
        }

        Keep(_lease.Released());
    }

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(_options.Margin, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);

        return await ask(either.Token);
    }

    private void Complain(Exception e)
    {
        var trouble = e is LockUnavailableException ? e.Message : $"Lock store {_options.LockStore} did not answer in time.";
        if (role.Trouble != trouble)
        {
            logger.LockUnavailable(trouble);
        }

        role.Trouble = trouble;
    }

    private void Keep(Lease lease)
    {
        _lease = lease;
        role.Update(lease);
    }

    private string NameOf(Slot slot) => $"{_options.LockName}-{(slot is Slot.A ? 'a' : 'b')}";

    private string OwnerOf(int taking) => $"{_owner}/{taking}";

    private static bool IsSilence(Exception e, CancellationToken cancel) =>
        e is LockUnavailableException || (e is OperationCanceledException && !cancel.IsCancellationRequested);
}
