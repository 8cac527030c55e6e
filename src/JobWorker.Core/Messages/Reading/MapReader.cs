using System.Collections.Immutable;

namespace JobWorker.Core.Messages.Reading;

/// <summary>Reads maps of texts, and the entries of lists.</summary>
internal static class MapReader
{
    private static readonly ImmutableSortedDictionary<string, string> Empty =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>A map whose keys are Kubernetes keys.</summary>
    /// <param name="field">Where it stands.</param>
    /// <param name="valueRule">The rule of its values; none means any text.</param>
    public static ImmutableSortedDictionary<string, string> Read(Field field, Rule? valueRule) =>
        field.Object() is { } map ? Read(map, valueRule) : Empty;

    /// <inheritdoc cref="Read(Field, Rule?)"/>
    public static ImmutableSortedDictionary<string, string> Read(ObjectReader map, Rule? valueRule)
    {
        var entries = Empty.ToBuilder();
        foreach (var (key, value) in map.All.Where(entry => !entry.Field.IsAbsent))
        {
            if (!Rules.LabelKey.Holds(key))
            {
                value.Complain<string>($"key {Rules.LabelKey.Text}");
            }

            entries[key] = Value(value, valueRule);
        }

        return entries.ToImmutable();
    }

    /// <summary>An entry of a list, which must be an object; none after a complaint.</summary>
    public static ObjectReader? Entry(Field item) =>
        item.IsAbsent ? item.Complain<ObjectReader>("must be an object") : item.Object();

    private static string Value(Field field, Rule? rule) => (rule is null ? field.Text() : field.Required(rule)) ?? "";
}
