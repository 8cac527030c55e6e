namespace JobWorker.DevSidecar.Resources.Resiliency;

/// <summary>Which retry policy goes with which component.</summary>
/// <param name="Names">The resources they come from, for <c>/v1.0/metadata</c>.</param>
/// <param name="Retries">Policies by name.</param>
/// <param name="Inbound">Policy names by component, messages to the app.</param>
/// <param name="Outbound">Policy names by component, calls from the app.</param>
internal sealed record ResiliencyPolicies(
    IReadOnlyList<string> Names,
    IReadOnlyDictionary<string, RetryPolicy> Retries,
    IReadOnlyDictionary<string, string> Inbound,
    IReadOnlyDictionary<string, string> Outbound)
{
    public static readonly ResiliencyPolicies None = new(
        [], new Dictionary<string, RetryPolicy>(), new Dictionary<string, string>(), new Dictionary<string, string>());

    /// <summary>For messages that <paramref name="component"/> hands to the app.</summary>
    /// <param name="component">The component's name.</param>
    /// <param name="kind">As default policies name it: <c>Pubsub</c>, <c>Binding</c>, <c>Statestore</c>.</param>
    public RetryPolicy ForInbound(string component, string kind) => Find(Inbound, component, kind, "Inbound");

    /// <inheritdoc cref="ForInbound"/>
    /// <summary>For calls of <paramref name="component"/> that the app makes.</summary>
    public RetryPolicy ForOutbound(string component, string kind) => Find(Outbound, component, kind, "Outbound");

    private RetryPolicy Find(IReadOnlyDictionary<string, string> targets, string component, string kind, string direction)
    {
        if (targets.TryGetValue(component, out var name))
        {
            return Retries[name];
        }

        string[] defaults =
        [
            $"Default{kind}Component{direction}RetryPolicy",
            $"DefaultComponent{direction}RetryPolicy",
            "DefaultRetryPolicy",
        ];
        return defaults.Select(Retries.GetValueOrDefault).FirstOrDefault(policy => policy is not null) ?? RetryPolicy.None;
    }
}
