using JobWorker.DevSidecar.Actors;
using JobWorker.DevSidecar.Actors.Placement;
using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Hosting;
using JobWorker.DevSidecar.Hosting.Flags;
using JobWorker.DevSidecar.Resources;

namespace JobWorker.DevSidecar.Api.Operations;

/// <summary>What a sidecar can say of itself.</summary>
internal sealed record SidecarFacts(
    SidecarFlags Flags, ResourceSet Resources, ComponentRegistry Components, Subscriptions Subscriptions, ActorHost Actors,
    PlacementLoop Placement, SidecarStatus Status)
{
    /// <summary>Names of the addresses outside that can be invoked.</summary>
    public IEnumerable<string> HttpEndpoints => Resources.HttpEndpoints.Select(endpoint => endpoint.Name);

    /// <summary>Whether the document the sidecars of the app share was read lately, in daprd's words.</summary>
    public string PlacementStatus => Placement.IsConnected ? "placement: connected" : "placement: disconnected";

    /// <summary><c>DISABLED</c> without an app, <c>RUNNING</c> once it can be called, <c>INITIALIZING</c> until then.</summary>
    public string ActorStatus => Flags.AppPort == 0 ? "DISABLED" : Actors.IsRunning ? "RUNNING" : "INITIALIZING";

    /// <summary>Active actors by type, sorted by type.</summary>
    public IEnumerable<KeyValuePair<string, int>> ActorCounts =>
        Actors.Counts().OrderBy(count => count.Key, StringComparer.Ordinal);

    /// <summary>The rules of <paramref name="subscription"/>, its default as one that takes everything.</summary>
    public static IEnumerable<(string Match, string Path)> RulesOf(Subscription subscription)
    {
        IEnumerable<(string, string)> fallback = subscription.Default is { } path ? [("", path)] : [];
        return subscription.Rules.Select(rule => (rule.Match.Text, rule.Path)).Concat(fallback);
    }
}
