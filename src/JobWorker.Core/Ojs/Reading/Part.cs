using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using JobWorker.Core.Messages.Reading;
using JobWorker.Core.Ojs.Times;

namespace JobWorker.Core.Ojs.Reading;

/// <summary>A place in a request: what is there, if anything, and where complaints about it go.</summary>
/// <remarks>A null counts as absent everywhere. After a complaint readers answer none, so that reading goes on.</remarks>
/// <param name="Value">What is there; undefined when nothing is.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Problems">Where complaints go.</param>
/// <param name="Kind">What complaints count as.</param>
internal readonly record struct Part(
    JsonElement Value, string Path, Problems Problems, ProblemKind Kind = ProblemKind.InvalidRequest)
{
    private const string Correct = "Correct the field and send the request again.";

    public bool IsAbsent => Value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public bool IsText => Value.ValueKind is JsonValueKind.String;

    public bool IsNumber => Value.ValueKind is JsonValueKind.Number;

    public bool IsEmptyList => Value.ValueKind is JsonValueKind.Array && Value.GetArrayLength() == 0;

    /// <summary>Text that must be there and keep the rule.</summary>
    public string? Required(TextRule rule) => IsAbsent ? Missing<string>(rule) : Text(rule);

    /// <summary>Text that keeps the rule, where there is any.</summary>
    public string? Text(TextRule rule)
    {
        if (IsAbsent)
        {
            return null;
        }

        var text = Value.ValueKind is JsonValueKind.String ? JsonText.Of(Value) : null;

        return text is not null && rule.Holds(text) ? text : Wrong<string>(rule.Text, rule.Hint);
    }

    /// <summary>A whole number in the range.</summary>
    public int? Whole(int least, int most)
    {
        if (IsAbsent)
        {
            return null;
        }

        if (Value.ValueKind is JsonValueKind.Number && Value.TryGetDecimal(out var number)
            && decimal.Truncate(number) == number && number >= least && number <= most)
        {
            return (int)number;
        }

        Complain($"must be a whole number from {least} to {most}");

        return null;
    }

    /// <summary>A number in the range.</summary>
    public double? Number(double least, double most)
    {
        if (IsAbsent)
        {
            return null;
        }

        if (Value.ValueKind is JsonValueKind.Number && Value.TryGetDouble(out var number) && number >= least && number <= most)
        {
            return number;
        }

        Complain(FormattableString.Invariant($"must be a number from {least} to {most}"));

        return null;
    }

    /// <summary>True or false.</summary>
    public bool? Flag()
    {
        if (!IsAbsent && Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Complain("must be true or false");
        }

        return Value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };
    }

    /// <summary>A length of time as ISO 8601 writes it.</summary>
    public TimeSpan? Duration()
    {
        if (IsAbsent)
        {
            return null;
        }

        if (Value.ValueKind is JsonValueKind.String && Durations.TryParse(JsonText.Of(Value), out var duration))
        {
            return duration;
        }

        Complain("must be an ISO 8601 duration of at most 100 years", "For example \"PT30S\", \"PT5M\" or \"P1D\".");

        return null;
    }

    /// <summary>A length of time as a number of units.</summary>
    public TimeSpan? Units(TimeSpan unit) =>
        Number(0, Durations.Longest / unit) is { } number ? Durations.Of(number, unit) : null;

    /// <summary>A moment: RFC 3339, or from now on as in <c>+PT5S</c>.</summary>
    public DateTimeOffset? Instant(DateTimeOffset now)
    {
        if (IsAbsent)
        {
            return null;
        }

        if (Value.ValueKind is JsonValueKind.String && Instants.TryParse(JsonText.Of(Value), now, out var instant))
        {
            return instant;
        }

        Complain("must be an RFC 3339 time with a zone", "For example \"2026-02-12T10:30:00Z\", or \"+PT5S\": 5 s from now.");

        return null;
    }

    /// <summary>How long from now on, where that is what is there; else none, without a complaint.</summary>
    public TimeSpan? Wait() => IsText && Instants.TryParseWait(JsonText.Of(Value), out var wait) ? wait : null;

    /// <summary>One of the names, and what it stands for.</summary>
    public T? OneOf<T>(params ReadOnlySpan<(string Name, T Value)> choices)
        where T : struct
    {
        if (IsAbsent)
        {
            return null;
        }

        var text = Value.ValueKind is JsonValueKind.String ? JsonText.Of(Value) : null;
        foreach (var (name, value) in choices)
        {
            if (text == name)
            {
                return value;
            }
        }

        Complain($"must be one of {string.Join(", ", choices.ToArray().Select(c => c.Name))}");

        return null;
    }

    /// <summary>An object's members.</summary>
    public Members? Object()
    {
        if (Value.ValueKind is JsonValueKind.Object)
        {
            return new Members(this);
        }

        return IsAbsent ? null : Wrong<Members>("must be an object", Correct);
    }

    /// <summary>The members of an object that must be there.</summary>
    public Members? RequiredObject() => IsAbsent ? Wrong<Members>("is required and must be an object", Correct) : Object();

    /// <summary>A list or an object as it came, of at most so many bytes.</summary>
    public RawJson? Raw(JsonValueKind kind, int most)
    {
        if (!IsAbsent && Value.ValueKind != kind)
        {
            Complain(kind is JsonValueKind.Array ? "must be a list" : "must be an object");
        }

        return Value.ValueKind == kind ? Raw(most) : null;
    }

    /// <summary>Whatever is there as it came, of at most so many bytes.</summary>
    public RawJson? Raw(int most)
    {
        if (IsAbsent)
        {
            return null;
        }

        if (JsonMarshal.GetRawUtf8Value(Value).Length > most)
        {
            var large = this with { Kind = ProblemKind.InvalidPayload };
            large.Complain($"must have at most {most} bytes", "Send where it is instead.");

            return null;
        }

        return RawJson.Of(Value);
    }

    /// <summary>The elements of a list of at most so many; empty when it is absent or after a complaint.</summary>
    public ImmutableArray<Part> Items(int most)
    {
        if (Value.ValueKind is JsonValueKind.Array && Value.GetArrayLength() <= most)
        {
            var list = this;

            return [.. Value.EnumerateArray().Select((item, i) => list with { Value = item, Path = $"{list.Path}[{i}]" })];
        }

        if (!IsAbsent)
        {
            Complain($"must be a list of at most {most}");
        }

        return [];
    }

    /// <summary>A list of texts that keep the rule; none when it is absent.</summary>
    public ImmutableArray<string>? Texts(int most, TextRule rule) =>
        IsAbsent ? null : [.. Items(most).Select(item => item.Required(rule)).OfType<string>()];

    /// <summary>Notes a complaint, to be read after the field's name.</summary>
    public void Complain(string rule, string hint = Correct) => Problems.Add(Kind, Path, rule, hint);

    /// <summary>Notes the complaint and answers none.</summary>
    public T? Wrong<T>(string rule, string hint)
        where T : class
    {
        Complain(rule, hint);

        return null;
    }

    private T? Missing<T>(TextRule rule)
        where T : class => Wrong<T>($"is required and {rule.Text}", rule.Hint);
}
