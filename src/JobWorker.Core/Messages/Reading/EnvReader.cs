using System.Collections.Immutable;

namespace JobWorker.Core.Messages.Reading;

/// <summary>Reads <c>job.env</c>, <c>job.envFrom</c> and <c>job.envRef</c>.</summary>
internal static class EnvReader
{
    /// <summary>The variables, in the client's order; an absent value is an empty one, as in Kubernetes.</summary>
    public static ImmutableArray<EnvVar> Variables(Field field)
    {
        var variables = ImmutableArray.CreateBuilder<EnvVar>();
        foreach (var item in field.Items())
        {
            if (MapReader.Entry(item) is { } entry)
            {
                var name = entry.Take("name").Required(Rules.EnvName);
                var value = entry.Take("value").TextOrScalar(booleans: true);
                entry.IgnoreRest();
                variables.Add(new EnvVar(name ?? "", value ?? ""));
            }
        }

        return variables.DrainToImmutable();
    }

    /// <summary>The sources of both spellings, each once.</summary>
    public static ImmutableArray<EnvSource> Sources(Field envFrom, Field envRef)
    {
        var sources = new List<EnvSource>();
        foreach (var item in envFrom.Items().AddRange(envRef.Items()))
        {
            if (MapReader.Entry(item) is { } entry)
            {
                var name = entry.Take("name").Required(Rules.DnsName);
                var type = entry.Take("type").Required(Rules.EnvSource);
                entry.IgnoreRest();
                var isSecret = "secret".Equals(type, StringComparison.OrdinalIgnoreCase);
                sources.Add(new EnvSource(name ?? "", isSecret ? EnvSourceKind.Secret : EnvSourceKind.ConfigMap));
            }
        }

        return [.. sources.Distinct()];
    }
}
