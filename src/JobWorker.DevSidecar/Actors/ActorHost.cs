using System.Collections.Concurrent;
using JobWorker.DevSidecar.Actors.Placement;
using JobWorker.DevSidecar.Actors.Turns;
using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.Actors;

/// <summary>The actors of the app beside this sidecar: one turn at a time for each, and an end for those nobody calls.</summary>
internal sealed class ActorHost(
    AppChannel app, Whereabouts whereabouts, Runners runners, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan DeactivationLimit = TimeSpan.FromSeconds(5);
    private const int ParallelHalts = 50;
    private readonly ConcurrentDictionary<ActorKey, ActiveActor> _actors = new();
    private volatile AppConfig _config = AppConfig.Empty;

    /// <summary>A fault: whether a turn begins without waiting for the one before, as if the actor were active twice.</summary>
    public Func<bool>? Doubles { get; init; }

    /// <summary>Types that can be called now.</summary>
    public IReadOnlyCollection<string> Types => _config.Actors.Keys;

    /// <summary>Whether hosting has begun, be it of no type at all.</summary>
    public bool IsRunning { get; private set; }

    public bool IsHosted(string type) => _config.Actors.ContainsKey(type);

    public bool IsActive(ActorKey actor) => _actors.ContainsKey(actor);

    /// <summary>Active actors by type, types without any included.</summary>
    public IReadOnlyDictionary<string, int> Counts()
    {
        var counts = Types.ToDictionary(type => type, _ => 0, StringComparer.Ordinal);
        foreach (var actor in _actors.Keys.Where(actor => counts.ContainsKey(actor.Type)))
        {
            counts[actor.Type]++;
        }

        return counts;
    }

    /// <summary>Lets the types of <paramref name="config"/> be called.</summary>
    public void Host(AppConfig config)
    {
        _config = config;
        IsRunning = true;
    }

    /// <summary>Lets nothing be called any more, and ends every actor after its call in progress or the drain time.</summary>
    public Task HaltAsync()
    {
        var config = _config;
        _config = AppConfig.Empty;
        IsRunning = false;
        return EndAsync(_actors.Values.ToList(), type => Settings(config, type).DrainTimeout);
    }

    /// <summary>Ends the actors that are not here by <paramref name="isHere"/>, as <see cref="HaltAsync"/> does.</summary>
    public Task ReleaseAsync(Func<ActorKey, bool> isHere) => EndAsync(
        _actors.Values.Where(actor => !isHere(actor.Key)).ToList(),
        type => Settings(_config, type) is { DrainRebalanced: true, DrainTimeout: var time } ? time : TimeSpan.Zero);

    /// <summary>Breaks off every call in progress and ends its actor.</summary>
    public Task CutOffAsync() => EndAsync(_actors.Values.Where(actor => actor.IsBusy).ToList(), _ => TimeSpan.Zero);

    /// <summary>One call in one turn.</summary>
    /// <exception cref="ActorMovedException">The actor is not placed here now.</exception>
    /// <exception cref="ActorNotHostedException">The type is not hosted now.</exception>
    /// <exception cref="AppUnreachableException">There was no answer.</exception>
    /// <exception cref="ActorCallException">The actor ended under the call, or the call took too long.</exception>
    /// <exception cref="ActorStackDepthException">Too many calls of its chain are in the actor.</exception>
    public async Task<AppAnswer> TurnAsync(ActorKey key, AppRequest request, CancellationToken cancel)
    {
        while (_config.Actors.TryGetValue(key.Type, out var settings))
        {
            ThrowUnlessHere(key);
            var actor = _actors.GetOrAdd(
                key, static (key, idleAt) => new ActiveActor(key, idleAt), IdleAt(settings));
            var (chain, call) = Chain.Of(request, settings.StackDepth, clock);
            if (Doubles?.Invoke() == true && actor.TryTouch(IdleAt(settings)))
            {
                return await CallAsync(actor, call, cancel);
            }

            using var turn = await actor.EnterAsync(chain, cancel);
            if (actor.TryTouch(IdleAt(settings)))
            {
                ForgetIfMoved(actor);
                ThrowUnlessHere(key);
                return await CallAsync(actor, call, cancel);
            }

            if (turn.IsNested)
            {
                // The call it came from keeps the actor from ending, so waiting would not help.
                throw new ActorCallException("the actor is being deactivated");
            }
        }

        throw new ActorNotHostedException(key);
    }

    /// <summary>Ends idle actors until <paramref name="cancel"/> fires.</summary>
    public async Task SweepAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(SweepEvery, clock);
        var places = new SemaphoreSlim(ParallelHalts);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            var now = clock.GetUtcNow().UtcTicks;
            foreach (var (_, actor) in _actors)
            {
                // All may be idle at once, and each end is a call of the app.
                await places.WaitAsync(cancel);
                _ = EndIdleAsync(actor, now, places);
            }
        }
    }

    private async Task EndIdleAsync(ActiveActor actor, long now, SemaphoreSlim places)
    {
        try
        {
            if (actor.TryClose(now))
            {
                await EndAsync(actor, drain: TimeSpan.Zero);
            }
        }
        finally
        {
            places.Release();
        }
    }

    private async Task<AppAnswer> CallAsync(ActiveActor actor, AppRequest request, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, actor.Ending);
        try
        {
            return await runners.ForTurn(actor.Key.Type).RunAsync(token => app.SendAsync(request, token), either.Token);
        }
        catch (CallTimedOutException e)
        {
            throw new ActorCallException(e.Message, e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new ActorCallException("context canceled: the actor was deactivated during the call", e);
        }
    }

    private void ThrowUnlessHere(ActorKey key)
    {
        if (!whereabouts.IsHere(key))
        {
            throw new ActorMovedException(key);
        }
    }

    /// <summary>Takes back an actor that was entered after those that left had ended, and so was never called.</summary>
    private void ForgetIfMoved(ActiveActor actor)
    {
        if (!whereabouts.View.IsHere(actor.Key) && actor.TryClose(long.MaxValue))
        {
            _actors.TryRemove(actor.Key, out _);
            actor.Dispose();
        }
    }

    /// <summary>Ends actors side by side, and waits for those that are ending already.</summary>
    private async Task EndAsync(IReadOnlyCollection<ActiveActor> leaving, Func<string, TimeSpan> drain)
    {
        var closing = leaving.Where(actor => actor.TryClose(long.MaxValue)).ToList();
        var turns = await Task.WhenAll(closing.Select(actor => DrainAsync(actor, drain(actor.Key.Type))));
        await Parallel.ForEachAsync(
            closing.Zip(turns), new ParallelOptions { MaxDegreeOfParallelism = ParallelHalts },
            async (one, _) =>
            {
                using var last = one.Second;
                await DeactivateAsync(one.First);
            });
        await Task.WhenAll(leaving.Select(actor => actor.Over));
    }

    private async Task EndAsync(ActiveActor actor, TimeSpan drain)
    {
        using var last = await DrainAsync(actor, drain);
        await DeactivateAsync(actor);
    }

    /// <summary>Waits for the turn, but no longer than that: then the call in progress is broken off. The turn is the last.</summary>
    private async Task<TurnPass> DrainAsync(ActiveActor actor, TimeSpan drain)
    {
        var turn = actor.EnterAsync(Chain.None, CancellationToken.None);
        if (drain > TimeSpan.Zero && !turn.IsCompleted)
        {
            await Task.WhenAny(turn, Task.Delay(drain, clock));
        }

        actor.End();
        return await turn;
    }

    /// <summary>Tells the app, and forgets the actor; callers who wait begin anew.</summary>
    private async Task DeactivateAsync(ActiveActor actor)
    {
        using var limit = new CancellationTokenSource(DeactivationLimit, clock);
        try
        {
            var answer = await app.SendAsync(
                new AppRequest(HttpMethod.Delete, actor.Key.Path) { EvenUnhealthy = true }, limit.Token);
            if (answer.Status != StatusCodes.Status200OK)
            {
                logger.DeactivationRefused(actor.Key.Type, actor.Key.Id, answer.Status);
            }
        }
        catch (Exception e) when (e is AppUnreachableException or OperationCanceledException)
        {
            logger.DeactivationUnheard(actor.Key.Type, actor.Key.Id, e.Message);
        }
        finally
        {
            _actors.TryRemove(actor.Key, out _);
            actor.Dispose();
        }
    }

    private long IdleAt(ActorTypeSettings settings) => (clock.GetUtcNow() + settings.IdleTimeout).UtcTicks;

    private static ActorTypeSettings Settings(AppConfig config, string type) =>
        config.Actors.GetValueOrDefault(type, ActorTypeSettings.Default);
}
