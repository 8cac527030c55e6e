using System.Globalization;
using System.Text;

namespace Prometheus.Exposition;

/// <summary>The text format 0.0.4, built family by family.</summary>
internal sealed class TextFormat
{
    public StringBuilder Text { get; } = new();

    /// <summary>The value of a label in the form it has between quotes.</summary>
    public static string Escape(string value) => EscapeHelp(value).Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>The shortest text that reads back as the same number.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    public void Family(string name, string help, string type) =>
        Text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(help)).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    public void Sample(string name, Labels labels, double value) => Sample(name, "", labels, value);

    public void Sample(string name, string suffix, Labels labels, double value) =>
        Text.Append(name).Append(suffix).Append(labels.ToString()).Append(' ').Append(Number(value)).Append('\n');

    private static string EscapeHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
