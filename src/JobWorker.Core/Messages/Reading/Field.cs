using System.Collections.Immutable;
using System.Text.Json;

namespace JobWorker.Core.Messages.Reading;

/// <summary>A place in a message: what is there, if anything, and where complaints about it go.</summary>
/// <remarks>A null counts as absent everywhere. After a complaint readers answer a default, so that reading goes on.</remarks>
/// <param name="Value">What is there; undefined when nothing is.</param>
/// <param name="Path">The JSON path.</param>
/// <param name="Findings">Where complaints go.</param>
internal readonly record struct Field(JsonElement Value, string Path, Findings Findings)
{
    public bool IsAbsent => Value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>Absent, or an empty text.</summary>
    public bool IsBlank => IsAbsent || IsText("");

    /// <summary>Text that must be there and keep the rule; none after a complaint.</summary>
    public string? Required(Rule rule)
    {
        if (IsAbsent)
        {
            return Complain<string>($"is required and {rule.Text}");
        }

        return Text() is { } text ? Keeping(rule, text) : null;
    }

    /// <summary>Text that keeps the rule; none when it is absent or empty, or after a complaint.</summary>
    public string? Optional(Rule rule) => Text() is { Length: > 0 } text ? Keeping(rule, text) : null;

    /// <summary>Whether exactly this text is there.</summary>
    public bool IsText(string text) => Value.ValueKind is JsonValueKind.String && JsonText.Of(Value) == text;

    /// <summary>Any text; none when it is absent, or after a complaint.</summary>
    public string? Text()
    {
        if (IsAbsent)
        {
            return null;
        }

        if (Value.ValueKind is not JsonValueKind.String)
        {
            return Complain<string>("must be a string");
        }

        return JsonText.Of(Value) is { } text && !text.Contains('\0')
            ? text
            : Complain<string>("must be Unicode text without the character U+0000");
    }

    /// <summary>Text, or a number or a boolean as it is written; none when it is absent, or after a complaint.</summary>
    public string? TextOrScalar(bool booleans) => Value.ValueKind switch
    {
        JsonValueKind.Number => Value.GetRawText(),
        JsonValueKind.True or JsonValueKind.False when booleans => Value.GetRawText(),
        _ => Text(),
    };

    /// <summary>A whole number in the range; the default when it is absent, or after a complaint.</summary>
    public int Whole(int least, int most, int otherwise)
    {
        if (IsAbsent)
        {
            return otherwise;
        }

        if (Value.ValueKind is JsonValueKind.Number && Value.TryGetDecimal(out var number)
            && decimal.Truncate(number) == number && number >= least && number <= most)
        {
            return (int)number;
        }

        Findings.Violates(Path, $"must be a whole number from {least} to {most}");

        return otherwise;
    }

    /// <summary>A boolean; false when it is absent, or after a complaint.</summary>
    public bool Flag()
    {
        if (!IsAbsent && Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Findings.Violates(Path, "must be true or false");
        }

        return Value.ValueKind is JsonValueKind.True;
    }

    /// <summary>An object; none when it is absent, or after a complaint.</summary>
    public ObjectReader? Object() => Value.ValueKind switch
    {
        JsonValueKind.Object => new ObjectReader(Value, Path, Findings),
        _ => IsAbsent ? null : Complain<ObjectReader>("must be an object"),
    };

    /// <summary>The elements of a list; none when it is absent, or after a complaint.</summary>
    /// <param name="orOne">A single object counts as a list of one.</param>
    public ImmutableArray<Field> Items(bool orOne = false)
    {
        if (Value.ValueKind is JsonValueKind.Array)
        {
            var (path, findings) = (Path, Findings);

            return [.. Value.EnumerateArray().Select((item, i) => new Field(item, $"{path}[{i}]", findings))];
        }

        if (orOne && Value.ValueKind is JsonValueKind.Object)
        {
            return [this];
        }

        if (!IsAbsent)
        {
            Findings.Violates(Path, orOne ? "must be an object or a list of objects" : "must be a list");
        }

        return [];
    }

    /// <summary>A list of texts.</summary>
    public ImmutableArray<string> Texts()
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var item in Items())
        {
            var text = item.IsAbsent ? item.Complain<string>("must be a string") : item.Text();
            texts.Add(text ?? "");
        }

        return texts.DrainToImmutable();
    }

    /// <summary>Notes the complaint and answers none.</summary>
    public T? Complain<T>(string rule)
        where T : class
    {
        Findings.Violates(Path, rule);

        return null;
    }

    private string? Keeping(Rule rule, string text) => rule.Holds(text) ? text : Complain<string>(rule.Text);
}
