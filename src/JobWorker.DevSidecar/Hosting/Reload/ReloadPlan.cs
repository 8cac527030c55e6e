using JobWorker.DevSidecar.Resources;

namespace JobWorker.DevSidecar.Hosting.Reload;

/// <summary>What changed resource files ask of a running sidecar.</summary>
/// <param name="Make">Components that are new or changed.</param>
/// <param name="Drop">Names of components that are gone.</param>
/// <param name="Refused">Changes that a running sidecar does not follow, each with the reason.</param>
/// <param name="Subscriptions">The declared ones changed.</param>
internal sealed record ReloadPlan(
    IReadOnlyList<ComponentResource> Make, IReadOnlyList<string> Drop, IReadOnlyList<string> Refused, bool Subscriptions)
{
    public bool IsEmpty => Make.Count == 0 && Drop.Count == 0 && Refused.Count == 0 && !Subscriptions;

    /// <summary>Compares what files say now with what they said at the last look, and with what is in force.</summary>
    /// <param name="inForce">The resources of the running components, by name.</param>
    /// <param name="seen">What the files said at the last look.</param>
    /// <param name="next">What they say now.</param>
    public static ReloadPlan Of(
        IReadOnlyDictionary<string, ComponentResource> inForce, ResourceSet seen, ResourceSet next)
    {
        var refused = new List<string>();
        var changed = next.Components.Where(one => IsNews(one, inForce, seen)).ToList();
        var gone = seen.Components.Select(old => old.Name).Except(next.Components.Select(one => one.Name))
            .Where(inForce.ContainsKey).Select(name => inForce[name]).ToList();

        changed.RemoveAll(one => Refuse(one, inForce.GetValueOrDefault(one.Name), refused));
        gone.RemoveAll(old => Refuse(old, old, refused));
        refused.AddRange(ReadOnce(seen, next));
        return new ReloadPlan(changed, [.. gone.Select(old => old.Name)], refused, SubscriptionsDiffer(seen, next));
    }

    /// <summary>It says something else than at the last look, and something else than what runs.</summary>
    private static bool IsNews(
        ComponentResource one, IReadOnlyDictionary<string, ComponentResource> inForce, ResourceSet seen) =>
        seen.Components.FirstOrDefault(old => old.Name == one.Name)?.Fingerprint != one.Fingerprint
        && inForce.GetValueOrDefault(one.Name)?.Fingerprint != one.Fingerprint;

    private static bool Refuse(ComponentResource next, ComponentResource? running, List<string> refused)
    {
        var reason = next.IsActorStore || running is { IsActorStore: true } ? "it is the state store of actors"
            : next.IsSecretStore || running is { IsSecretStore: true } ? "it is a secret store, which others have values from"
            : null;
        if (reason is not null)
        {
            refused.Add($"{next.Source}: component \"{next.Name}\" ({next.Type}): {reason}");
        }

        return reason is not null;
    }

    private static IEnumerable<string> ReadOnce(ResourceSet seen, ResourceSet next) =>
        from name in seen.ReadOnce.Keys.Union(next.ReadOnce.Keys)
        where seen.ReadOnce.GetValueOrDefault(name) != next.ReadOnce.GetValueOrDefault(name)
        orderby name
        select $"{name}: it is read once, at start";

    private static bool SubscriptionsDiffer(ResourceSet seen, ResourceSet next) =>
        !seen.Subscriptions.Select(one => one.Fingerprint).SequenceEqual(next.Subscriptions.Select(one => one.Fingerprint));
}
