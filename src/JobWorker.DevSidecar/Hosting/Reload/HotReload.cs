using JobWorker.DevSidecar.App;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Hosting.Flags;
using JobWorker.DevSidecar.Resources;

namespace JobWorker.DevSidecar.Hosting.Reload;

/// <summary>Follows changes of component and subscription files while the sidecar runs.</summary>
/// <remarks>
/// A changed component is made before the old one is let go of, so that one that cannot be made changes nothing. Then the new
/// set is put in force, subscriptions and input bindings on the old one end gracefully and begin on the new, calls in flight
/// have the graceful time to end, and at last the old one is closed.
/// </remarks>
internal sealed class HotReload
{
    private readonly SidecarFlags _flags;
    private readonly MadeResources _made;
    private readonly AppInterview _interview;
    private readonly AppSupervisor _supervisor;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Dictionary<string, ComponentResource> _inForce;
    private ResourceSet _seen;

    /// <param name="flags">Where the files are, and how long calls have to end.</param>
    /// <param name="first">What the files said at start.</param>
    /// <param name="made">What was made of it.</param>
    /// <param name="interview">Gets the declared subscriptions.</param>
    /// <param name="supervisor">Ends and begins what reads from components.</param>
    /// <param name="surroundings">Time and logs.</param>
    public HotReload(
        SidecarFlags flags, ResourceSet first, MadeResources made, AppInterview interview, AppSupervisor supervisor,
        Surroundings surroundings)
    {
        (_flags, _seen, _made, _interview, _supervisor) = (flags, first, made, interview, supervisor);
        (_clock, _logger) = (surroundings.Clock, surroundings.Logs.CreateLogger("sidecar"));
        _inForce = first.Components.Where(one => made.Components.Find(one.Name) is not null).ToDictionary(one => one.Name);
    }

    /// <summary>Runs until <paramref name="cancel"/> fires.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var watch = new ResourceWatch(_flags.ResourcesPaths, _flags.ConfigPaths, _clock);
        while (true)
        {
            try
            {
                await watch.ChangedAsync(cancel);
                await LookAsync(cancel);
            }
            catch (ResourceException e)
            {
                _logger.FilesUnusable(e.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whatever is wrong with a change must not end the sidecar.
                _logger.ReloadFailed(e);
            }
        }
    }

    /// <summary>Reads the files and follows what they say.</summary>
    /// <exception cref="ResourceException">They cannot be read.</exception>
    private async Task LookAsync(CancellationToken cancel)
    {
        var next = ResourceLoader.Load(_flags.ResourcesPaths, _flags.ConfigPaths, _flags.AppId);
        var plan = ReloadPlan.Of(_inForce, _seen, next);
        _seen = next;
        foreach (var change in plan.Refused)
        {
            _logger.RestartNeeded(change);
        }

        if (plan.Make.Count > 0 || plan.Drop.Count > 0 || plan.Subscriptions)
        {
            _interview.Declared = next.Subscriptions;
            await FollowAsync(plan, cancel);
        }
    }

    private async Task FollowAsync(ReloadPlan plan, CancellationToken cancel)
    {
        var made = await MakeAsync(plan.Make, cancel);
        var names = made.Select(one => one.Spec.Name).Concat(plan.Drop).ToHashSet();
        var before = _made.Components.All;
        var leaving = before.Where(one => names.Contains(one.Spec.Name)).ToList();
        var unused = names.Count == 0
            ? Task.CompletedTask
            : _made.Components.Swap([.. before.Except(leaving), .. made]);
        await _supervisor.RefreshIntakeAsync(cancel);
        Tell(plan, made, leaving);
        await CloseAsync(leaving, unused);
    }

    /// <summary>Those of the components that can be made.</summary>
    private async Task<List<Component>> MakeAsync(IReadOnlyList<ComponentResource> resources, CancellationToken cancel)
    {
        var made = new List<Component>();
        foreach (var resource in resources)
        {
            try
            {
                made.Add(await _made.Maker.MakeAsync(resource, _made.Components.All, cancel));
                _inForce[resource.Name] = resource;
            }
            catch (ResourceException e)
            {
                _logger.ComponentNotReloaded(e.Message);
            }
        }

        return made;
    }

    private void Tell(ReloadPlan plan, List<Component> made, List<Component> leaving)
    {
        foreach (var name in plan.Drop)
        {
            _inForce.Remove(name);
        }

        foreach (var one in made)
        {
            var what = leaving.Exists(old => old.Spec.Name == one.Spec.Name) ? "replaced" : "added";
            _logger.ComponentReloaded(one.Spec.Name, one.Spec.Type, what);
        }

        foreach (var old in leaving.Where(old => plan.Drop.Contains(old.Spec.Name)))
        {
            _logger.ComponentReloaded(old.Spec.Name, old.Spec.Type, "removed");
        }

        if (plan.Subscriptions)
        {
            _logger.SubscriptionsReloaded();
        }
    }

    private async Task CloseAsync(List<Component> leaving, Task unused)
    {
        await Task.WhenAny(unused, Task.Delay(_flags.GracefulShutdown, _clock));
        foreach (var component in leaving)
        {
            if (!unused.IsCompleted)
            {
                _logger.ClosedInUse(component.Spec.Name, _flags.GracefulShutdown.TotalSeconds);
            }

            try
            {
                await component.CloseAsync();
            }
            catch (Exception e)
            {
                // Closing one that may be broken already: its successor is at work.
                _logger.CloseFailed(component.Spec.Name, e.Message);
            }
        }
    }
}
