using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.App.Bindings;

/// <summary>The input bindings that are read from now.</summary>
internal sealed class InputBindings(
    ComponentRegistry components, Runners runners, AppChannel app, TimeSpan probeLimit, TimeProvider clock, ILogger logger)
    : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, (object Binding, ReadingTask Task)> _running = [];

    /// <summary>Asks the app which bindings it takes and reads from those; the ones being read already go on.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            var idle = components.All
                .Where(one => one.Instance is IInputBinding && !_running.ContainsKey(one.Spec.Name)).ToList();
            var wanted = await Task.WhenAll(idle.Select(one => IsWantedAsync(one.Spec, cancel)));
            foreach (var (component, _) in idle.Zip(wanted).Where(pair => pair.Second))
            {
                _running[component.Spec.Name] = (component.Instance, Start(component.Spec, (IInputBinding)component.Instance));
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops all; events in flight have <paramref name="patience"/> to end.</summary>
    public Task StopAsync(TimeSpan patience) => StopAsync((_, _) => true, patience);

    /// <summary>Stops those whose component has gone or was replaced, and asks the app about those that are new.</summary>
    public async Task RefreshAsync(TimeSpan patience, CancellationToken cancel)
    {
        await StopAsync((name, binding) => components.Find(name)?.Instance != binding, patience);
        await StartAsync(cancel);
    }

    public void Dispose() => _gate.Dispose();

    private async Task StopAsync(Func<string, object, bool> which, TimeSpan patience)
    {
        await _gate.WaitAsync();
        try
        {
            var ending = _running.Where(one => which(one.Key, one.Value.Binding)).ToList();
            await Task.WhenAll(ending.Select(one => one.Value.Task.StopAsync(patience)));
            ending.ForEach(one => _running.Remove(one.Key));
        }
        finally
        {
            _gate.Release();
        }
    }

    private static string PathOf(ComponentSpec spec) => "/" + spec.Get("route", spec.Name).TrimStart('/');

    /// <summary>Where <c>direction</c> is given it decides; otherwise the app is asked, and any 2xx or 405 means yes.</summary>
    private async Task<bool> IsWantedAsync(ComponentSpec spec, CancellationToken cancel)
    {
        if (spec.Get("direction") is { Length: > 0 } direction)
        {
            return direction.Contains("input", StringComparison.OrdinalIgnoreCase);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(probeLimit);
        try
        {
            var answer = await app.SendAsync(new AppRequest(HttpMethod.Options, PathOf(spec)), limit.Token);
            if (answer.IsSuccess || answer.Status == StatusCodes.Status405MethodNotAllowed)
            {
                return true;
            }

            logger.BindingNotWanted(spec.Name, PathOf(spec), $"status {answer.Status}");
        }
        catch (AppUnreachableException e)
        {
            logger.BindingNotWanted(spec.Name, PathOf(spec), e.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            logger.BindingNotWanted(spec.Name, PathOf(spec), $"no answer within {probeLimit.TotalSeconds} s");
        }

        return false;
    }

    private ReadingTask Start(ComponentSpec spec, IInputBinding binding)
    {
        var (path, runner) = (PathOf(spec), runners.ForInbound(spec.Name, "Binding"));
        logger.BindingStarted(spec.Name, path);

        return new ReadingTask((stop, abort) =>
        {
            var delivery = new BindingDelivery(spec.Name, path, app, runner, logger, stop, abort);
            return ReadAsync(spec.Name, binding, delivery, stop);
        });
    }

    private async Task ReadAsync(string name, IInputBinding binding, BindingDelivery delivery, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await binding.ReadAsync(delivery.HandleAsync, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever broke in one binding must not end the sidecar: it is read again until told to stop.
                logger.BindingBroken(name, e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
