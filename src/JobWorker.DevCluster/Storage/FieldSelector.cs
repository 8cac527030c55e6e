using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Storage;

/// <summary>A field selector: <c>metadata.name=x,status.phase!=Running</c>, over the fields each type offers.</summary>
internal sealed class FieldSelector
{
    private readonly ImmutableArray<(string[] Path, bool Equal, string Value)> terms;

    private FieldSelector(ImmutableArray<(string[], bool, string)> terms) => this.terms = terms;

    /// <summary>Reads the text of a <c>fieldSelector</c> parameter.</summary>
    /// <exception cref="FormatException">It is none, or names a field the type does not offer.</exception>
    public static FieldSelector Parse(ResourceType type, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new([]);
        }

        return new([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(term => ParseTerm(type, term))]);
    }

    public bool Matches(JsonObject obj)
    {
        foreach (var (path, equal, value) in terms)
        {
            if (((obj.Text(path) ?? "") == value) != equal)
            {
                return false;
            }
        }

        return true;
    }

    private static (string[], bool, string) ParseTerm(ResourceType type, string term)
    {
        var at = term.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
        {
            throw new FormatException($"invalid selector: '{term}'; can't understand '{term}'");
        }

        var equal = term[at - 1] != '!';
        var field = term[..(equal ? at : at - 1)].Trim();
        if (!IsOffered(type, field))
        {
            throw new FormatException($"field label not supported: {field}");
        }

        return (field.Split('.'), equal, term[(at + 1)..].TrimStart('=').Trim());
    }

    private static bool IsOffered(ResourceType type, string field) => field switch
    {
        "metadata.name" => true,
        "metadata.namespace" => type.Namespaced,
        "status.phase" => type == ResourceType.Pods || type == ResourceType.Namespaces,
        "spec.nodeName" or "spec.restartPolicy" or "status.podIP" => type == ResourceType.Pods,
        "type" => type == ResourceType.Secrets || type == ResourceType.Events,
        "reason" => type == ResourceType.Events,
        _ => type == ResourceType.Events && field.StartsWith("involvedObject.", StringComparison.Ordinal),
    };
}
