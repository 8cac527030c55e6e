using System.Collections.Immutable;

namespace JobWorker.Core.Messages.Reading;

/// <summary>Reads what chooses the node: <c>job.nodeSelector</c>, <c>job.toleration</c> and <c>job.tolerations</c>.</summary>
internal static class NodeReader
{
    private static readonly ImmutableSortedDictionary<string, string> Any =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The labels a node must have, from either spelling. Clients who mean none may write two empty texts.</summary>
    public static ImmutableSortedDictionary<string, string> Selector(Field field)
    {
        if (field.Object() is not { } map)
        {
            return Any;
        }

        if (!map.Has("matchKey") && !map.Has("matchValue"))
        {
            return MapReader.Read(map, Rules.LabelValue);
        }

        var (keyField, valueField) = (map.Take("matchKey"), map.Take("matchValue"));
        map.IgnoreRest();
        if (keyField.IsBlank && valueField.IsBlank)
        {
            return Any;
        }

        var key = keyField.Required(Rules.LabelKey);
        var value = valueField.Required(Rules.LabelValue);

        return key is null || value is null ? Any : Any.Add(key, value);
    }

    /// <summary>The tolerations of both spellings.</summary>
    public static ImmutableArray<Toleration> Tolerations(Field one, Field many) =>
        [.. one.Items(orOne: true).AddRange(many.Items(orOne: true)).Select(ReadOne).OfType<Toleration>().Distinct()];

    private static Toleration? ReadOne(Field item)
    {
        if (MapReader.Entry(item) is not { } entry)
        {
            return null;
        }

        var (keyField, valueField, operatorField) = (entry.Take("key"), entry.Take("value"), entry.Take("operator"));
        var blank = keyField.IsBlank && valueField.IsBlank && operatorField.IsBlank;
        var exists = operatorField.IsText("Exists");
        var key = exists ? keyField.Optional(Rules.LabelKey) ?? "" : blank ? "" : keyField.Required(Rules.LabelKey);
        var value = valueField.Optional(Rules.LabelValue);
        var how = operatorField.Optional(Rules.Operator) ?? "Equal";
        var effect = entry.Take("effect").Optional(Rules.Effect) ?? "NoSchedule";
        entry.IgnoreRest();
        if (exists && value is not null)
        {
            valueField.Complain<string>("must be absent with operator Exists");
        }

        return blank ? null : new Toleration(key ?? "", exists ? null : value ?? "", how, effect);
    }
}
