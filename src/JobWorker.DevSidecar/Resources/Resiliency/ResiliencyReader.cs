using JobWorker.DevSidecar.Resources.Resiliency.Reading;

namespace JobWorker.DevSidecar.Resources.Resiliency;

/// <summary>Reads <c>kind: Resiliency</c>. Policies of all documents share one set of names.</summary>
internal sealed class ResiliencyReader(List<string> warnings)
{
    private readonly List<string> _names = [];
    private readonly PolicyReader _policies = new(warnings);
    private readonly TargetReader _targets = new(warnings);

    /// <exception cref="ResourceException">A value in it cannot be understood.</exception>
    public void Read(YamlMap document)
    {
        _names.Add(document.Map("metadata")?.Text("name") ?? "");
        var spec = document.Map("spec") ?? throw document.Problem("spec", "is missing");
        spec.WarnOfOthers(warnings, "policies", "targets");
        if (spec.Map("policies") is { } policies)
        {
            _policies.Read(policies);
        }

        if (spec.Map("targets") is { } targets)
        {
            _targets.Read(targets);
        }
    }

    /// <exception cref="ResourceException">A target names a policy that is in no document.</exception>
    public ResiliencyPolicies Done()
    {
        _targets.Check(_policies);
        return new ResiliencyPolicies
        {
            Names = _names,
            Timeouts = _policies.Timeouts,
            Retries = _policies.Retries,
            Circuits = _policies.Circuits,
            Apps = _targets.Apps,
            Actors = _targets.Actors,
            Components = _targets.Components,
        };
    }
}
