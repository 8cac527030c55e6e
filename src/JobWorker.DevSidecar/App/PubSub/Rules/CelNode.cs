using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace JobWorker.DevSidecar.App.PubSub.Rules;

/// <summary>A part of an expression. Evaluating never throws on what an event says; it answers an error value.</summary>
internal abstract record CelNode
{
    /// <summary>The kind it is sure to have; none where the event decides.</summary>
    public virtual CelKind? Kind => CelKind.Bool;

    public abstract CelValue Eval(JsonElement e);

    /// <summary><c>"text"</c>, <c>12</c>, <c>true</c>.</summary>
    public sealed record Literal(CelValue Value) : CelNode
    {
        public override CelKind? Kind => Value.Kind;

        public override CelValue Eval(JsonElement e) => Value;
    }

    /// <summary><c>event.data.field</c>.</summary>
    /// <param name="Path">Without <c>event</c>.</param>
    public sealed record Select(ImmutableArray<string> Path) : CelNode
    {
        public override CelKind? Kind => null;

        public override CelValue Eval(JsonElement e) => Find(e, Path.Length) is { } found
            ? CelValue.Of(found)
            : CelValue.Error($"no such key: {Missing(e)}");

        /// <summary>What the first <paramref name="steps"/> of the path lead to.</summary>
        public JsonElement? Find(JsonElement e, int steps)
        {
            var at = e;
            for (var step = 0; step < steps; step++)
            {
                if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(Path[step], out at))
                {
                    return null;
                }
            }

            return at;
        }

        private string Missing(JsonElement e) => Path[Enumerable.Range(1, Path.Length).First(n => Find(e, n) is null) - 1];
    }

    /// <summary><c>has(event.data.field)</c>: whether the last field is there; those before it must be.</summary>
    public sealed record Has(Select Of) : CelNode
    {
        public override CelValue Eval(JsonElement e) => Of.Find(e, Of.Path.Length - 1) switch
        {
            { ValueKind: JsonValueKind.Object } holder => CelValue.Of(holder.TryGetProperty(Of.Path[^1], out _)),
            _ => CelValue.Error($"no such key: {string.Join('.', Of.Path[..^1])}"),
        };
    }

    /// <summary><c>!a</c>.</summary>
    public sealed record Not(CelNode Of) : CelNode
    {
        public override CelValue Eval(JsonElement e) => Is(Bool(Of.Eval(e)), wanted: false);
    }

    /// <summary><c>a &amp;&amp; b</c> and <c>a || b</c>: an operand that settles it makes errors of others harmless.</summary>
    /// <param name="Settles">False for <c>&amp;&amp;</c>, true for <c>||</c>.</param>
    /// <param name="Of">Two or more.</param>
    public sealed record Logic(bool Settles, ImmutableArray<CelNode> Of) : CelNode
    {
        public override CelValue Eval(JsonElement e)
        {
            CelValue? error = null;
            foreach (var operand in Of)
            {
                var value = Bool(operand.Eval(e));
                if (value.Kind == CelKind.Error)
                {
                    error ??= value;
                }
                else if (value.Truth == Settles)
                {
                    return value;
                }
            }

            return error ?? CelValue.Of(!Settles);
        }
    }

    /// <summary><c>a == b</c> and <c>a != b</c>.</summary>
    public sealed record Comparison(CelNode Left, CelNode Right, bool Wanted) : CelNode
    {
        public override CelValue Eval(JsonElement e) => Is(CelValue.Equal(Left.Eval(e), Right.Eval(e)), Wanted);
    }

    /// <summary><c>a &lt; b</c> and its like, for two numbers or two texts.</summary>
    public sealed record Order(CelNode Left, string Symbol, CelNode Right) : CelNode
    {
        public override CelValue Eval(JsonElement e) => (Left.Eval(e), Right.Eval(e)) switch
        {
            ({ Kind: CelKind.Error } error, _) => error,
            (_, { Kind: CelKind.Error } error) => error,
            ({ Kind: CelKind.Number } a, { Kind: CelKind.Number } b) => CelValue.Of(Holds(a.Number.CompareTo(b.Number))),
            ({ Kind: CelKind.Text } a, { Kind: CelKind.Text } b) => CelValue.Of(Holds(string.CompareOrdinal(a.Text, b.Text))),
            _ => CelValue.Error($"no such overload: {Symbol} is for two numbers or two texts"),
        };

        private bool Holds(int order) => Symbol switch
        {
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    /// <summary><c>a in [b, c]</c>.</summary>
    public sealed record In(CelNode What, ImmutableArray<CelNode> List) : CelNode
    {
        public override CelValue Eval(JsonElement e)
        {
            var (what, found) = (What.Eval(e), false);
            if (what.Kind == CelKind.Error)
            {
                return what;
            }

            foreach (var item in List)
            {
                var equal = CelValue.Equal(what, item.Eval(e));
                if (equal.Kind == CelKind.Error)
                {
                    return equal;
                }

                found |= equal.Truth;
            }

            return CelValue.Of(found);
        }
    }

    /// <summary><c>a.startsWith(b)</c> and its like.</summary>
    public sealed record Call(CelNode On, string Method, CelNode Argument) : CelNode
    {
        public override CelValue Eval(JsonElement e) => (On.Eval(e), Argument.Eval(e)) switch
        {
            ({ Kind: CelKind.Error } error, _) => error,
            (_, { Kind: CelKind.Error } error) => error,
            ({ Kind: CelKind.Text } text, { Kind: CelKind.Text } part) => CelValue.Of(Test(text.Text, part.Text)),
            _ => CelValue.Error($"no such overload: {Method}() is for text"),
        };

        private bool Test(string text, string part) => Method switch
        {
            "startsWith" => text.StartsWith(part, StringComparison.Ordinal),
            "endsWith" => text.EndsWith(part, StringComparison.Ordinal),
            _ => text.Contains(part, StringComparison.Ordinal),
        };
    }

    /// <summary><c>a.matches("pattern")</c>: somewhere in the text.</summary>
    public sealed record Matches(CelNode On, Regex Pattern) : CelNode
    {
        public override CelValue Eval(JsonElement e)
        {
            var on = On.Eval(e);
            try
            {
                return on.Kind switch
                {
                    CelKind.Error => on,
                    CelKind.Text => CelValue.Of(Pattern.IsMatch(on.Text)),
                    _ => CelValue.Error("no such overload: matches() is for text"),
                };
            }
            catch (RegexMatchTimeoutException)
            {
                return CelValue.Error($"matches() took longer than {CelPattern.Limit.TotalMilliseconds} ms");
            }
        }
    }

    /// <summary>Whether a truth value is <paramref name="wanted"/>; errors stay what they are.</summary>
    private static CelValue Is(CelValue value, bool wanted) =>
        value.Kind == CelKind.Bool ? CelValue.Of(value.Truth == wanted) : value;

    /// <summary>The value if it is true or false, or an error.</summary>
    public static CelValue Bool(CelValue value) => value.Kind is CelKind.Bool or CelKind.Error
        ? value
        : CelValue.Error("the expression is neither true nor false");
}
