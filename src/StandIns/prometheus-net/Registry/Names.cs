using System.Text.RegularExpressions;

namespace Prometheus;

/// <summary>What metrics and labels may be called.</summary>
internal static partial class Names
{
    /// <exception cref="ArgumentException">The name is not one a metric may have.</exception>
    public static void RequireMetric(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Metric().IsMatch(name))
        {
            throw new ArgumentException($"The metric name '{name}' must match {Metric()}.", nameof(name));
        }
    }

    /// <exception cref="ArgumentException">A name is not one a label may have, is reserved, or comes twice.</exception>
    public static void RequireLabels(string[] names)
    {
        foreach (var name in names)
        {
            if (name is null || !Label().IsMatch(name) || name.StartsWith("__", StringComparison.Ordinal))
            {
                throw new ArgumentException(
                    $"The label name '{name}' must match {Label()} and not begin with '__'.", nameof(names));
            }
        }

        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length)
        {
            throw new ArgumentException(
                    $"The label names ({string.Join(", ", names)}) must differ.", nameof(names));
        }
    }

    [GeneratedRegex(@"\A[a-zA-Z_:][a-zA-Z0-9_:]*\z")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\A[a-zA-Z_][a-zA-Z0-9_]*\z")]
    private static partial Regex Label();
}
