using System.Text;

namespace Prometheus.Exposition;

/// <summary>Names and values of labels, escaped once and ready to be written.</summary>
internal readonly record struct Labels(string Text)
{
    /// <summary>These, followed by others.</summary>
    /// <exception cref="ArgumentException">A value is missing.</exception>
    public Labels And(ReadOnlySpan<string> names, ReadOnlySpan<string> values)
    {
        var text = new StringBuilder(Text);
        for (var i = 0; i < names.Length; i++)
        {
            var value = values[i] ?? throw new ArgumentException($"The label {names[i]} has no value.", nameof(values));
            text.Append(text.Length == 0 ? "" : ",").Append(names[i]).Append("=\"").Append(TextFormat.Escape(value)).Append('"');
        }

        return new Labels(text.ToString());
    }

    public override string ToString() => string.IsNullOrEmpty(Text) ? "" : $"{{{Text}}}";
}
