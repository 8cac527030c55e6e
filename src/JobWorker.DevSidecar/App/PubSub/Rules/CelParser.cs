using System.Collections.Immutable;
using System.Globalization;

namespace JobWorker.DevSidecar.App.PubSub.Rules;

/// <summary>Reads the part of CEL that routes need; all else is refused with its place.</summary>
/// <remarks>
/// Whatever the text, it ends soon and with a node or a <see cref="CelSyntaxException"/>: length and depth are limited.
/// </remarks>
internal sealed class CelParser
{
    private const int MaxLength = 4096;
    private const int MaxDepth = 32;
    private static readonly string[] Orders = ["<", "<=", ">", ">="];
    private static readonly string[] TextMethods = ["startsWith", "endsWith", "contains"];
    private readonly List<CelWord> _words;
    private int _at;
    private int _depth;

    private CelParser(List<CelWord> words) => _words = words;

    private CelWord Now => _words[_at];

    /// <exception cref="CelSyntaxException">It is not of the supported part.</exception>
    public static CelNode Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new CelSyntaxException(MaxLength + 1, $"an expression has at most {MaxLength} characters");
        }

        var parser = new CelParser(CelLexer.Read(text));
        var node = parser.Truth(parser.Logic);
        return parser.Now.Kind == CelToken.End ? node : throw parser.Unexpected();
    }

    /// <summary><c>a || b</c>, and <c>&amp;&amp;</c> below it.</summary>
    private CelNode Logic() => Chain("||", settles: true, () => Chain("&&", settles: false, Relation));

    private CelNode Chain(string symbol, bool settles, Func<CelNode> operand)
    {
        var column = Now.Column;
        var first = operand();
        if (!Is(symbol))
        {
            return first;
        }

        var all = ImmutableArray.CreateBuilder<CelNode>();
        all.Add(CheckTruth(first, column));
        while (Take(symbol))
        {
            all.Add(Truth(operand));
        }

        return new CelNode.Logic(settles, all.ToImmutable());
    }

    private CelNode Relation()
    {
        var left = Unary();
        if (Take("=="))
        {
            return new CelNode.Comparison(left, Unary(), Wanted: true);
        }

        if (Take("!="))
        {
            return new CelNode.Comparison(left, Unary(), Wanted: false);
        }

        if (Orders.FirstOrDefault(Is) is { } order)
        {
            _at++;
            return new CelNode.Order(left, order, Unary());
        }

        if (Now is not { Kind: CelToken.Name, Value: "in" })
        {
            return left;
        }

        _at++;
        Expect("[");
        return new CelNode.In(left, List("]"));
    }

    private CelNode Unary()
    {
        if (++_depth > MaxDepth)
        {
            throw new CelSyntaxException(Now.Column, $"an expression is nested at most {MaxDepth} deep");
        }

        var node = Take("!") ? new CelNode.Not(Truth(Unary)) : Take("-") ? Negative() : Postfix(Primary());
        _depth--;
        return node;
    }

    private CelNode.Literal Negative() => Now is { Kind: CelToken.Number }
        ? new CelNode.Literal(CelValue.Of(-Number()))
        : throw new CelSyntaxException(Now.Column, "\"-\" is supported before a number only");

    private CelNode Primary()
    {
        var word = Now;
        switch (word)
        {
            case { Kind: CelToken.Text }:
                _at++;
                return new CelNode.Literal(CelValue.Of(word.Value));
            case { Kind: CelToken.Number }:
                return new CelNode.Literal(CelValue.Of(Number()));
            case { Kind: CelToken.Name, Value: "true" or "false" }:
                _at++;
                return new CelNode.Literal(CelValue.Of(word.Value == "true"));
            case { Kind: CelToken.Name, Value: "event" }:
                _at++;
                return Selection(word);
            case { Kind: CelToken.Name, Value: "has" }:
                _at++;
                return Has();
            case { Kind: CelToken.Symbol, Value: "(" }:
                _at++;
                var inner = Logic();
                Expect(")");
                return inner;
            default:
                throw Unexpected();
        }
    }

    /// <summary><c>.data.field</c> after <c>event</c>; stops before a method.</summary>
    private CelNode.Select Selection(CelWord root)
    {
        var path = ImmutableArray.CreateBuilder<string>();
        while (Is(".") && _words[_at + 1].Kind == CelToken.Name && _words[_at + 2] is not { Kind: CelToken.Symbol, Value: "(" })
        {
            path.Add(_words[_at + 1].Value);
            _at += 2;
        }

        return path.Count > 0
            ? new CelNode.Select(path.ToImmutable())
            : throw new CelSyntaxException(root.Column, "event needs an attribute, such as event.type");
    }

    private CelNode.Has Has()
    {
        Expect("(");
        var column = Now.Column;
        var inner = Unary();
        Expect(")");
        return inner is CelNode.Select field
            ? new CelNode.Has(field)
            : throw new CelSyntaxException(column, "has() takes a field, such as has(event.data.field)");
    }

    private CelNode Postfix(CelNode on)
    {
        while (Take("."))
        {
            var method = Now;
            _at += method.Kind == CelToken.Name ? 1 : 0;
            if (method.Kind != CelToken.Name || !Is("("))
            {
                throw new CelSyntaxException(method.Column, "only methods may follow here");
            }

            if (on.Kind is not (null or CelKind.Text))
            {
                throw new CelSyntaxException(method.Column, $"{method.Value}() is for text");
            }

            _at++;
            on = Method(on, method);
        }

        return on;
    }

    private CelNode Method(CelNode on, CelWord method)
    {
        var column = Now.Column;
        if (method.Value is not "matches" && !TextMethods.Contains(method.Value))
        {
            throw new CelSyntaxException(method.Column, $"{method.Value}() is not supported");
        }

        var argument = Unary();
        Expect(")");
        if (argument.Kind is not (null or CelKind.Text))
        {
            throw new CelSyntaxException(column, $"{method.Value}() takes text");
        }

        return method.Value != "matches" ? new CelNode.Call(on, method.Value, argument)
            : argument is CelNode.Literal { Value.Text: var pattern } ? new CelNode.Matches(on, Pattern(pattern, column))
            : throw new CelSyntaxException(column, "matches() takes a pattern that is written out");
    }

    private static System.Text.RegularExpressions.Regex Pattern(string pattern, int column)
    {
        try
        {
            return CelPattern.Make(pattern);
        }
        catch (FormatException e)
        {
            throw new CelSyntaxException(column, e.Message);
        }
    }

    private ImmutableArray<CelNode> List(string end)
    {
        var items = ImmutableArray.CreateBuilder<CelNode>();
        while (!Take(end))
        {
            if (items.Count > 0)
            {
                Expect(",");
            }

            items.Add(Unary());
        }

        return items.ToImmutable();
    }

    private double Number() => double.Parse(_words[_at++].Value, NumberStyles.Float, CultureInfo.InvariantCulture);

    private CelNode Truth(Func<CelNode> read)
    {
        var column = Now.Column;
        return CheckTruth(read(), column);
    }

    private static CelNode CheckTruth(CelNode node, int column) => node.Kind is null or CelKind.Bool
        ? node
        : throw new CelSyntaxException(column, "this is neither true nor false");

    private bool Is(string symbol) => Now.Kind == CelToken.Symbol && Now.Value == symbol;

    private bool Take(string symbol)
    {
        var taken = Is(symbol);
        _at += taken ? 1 : 0;
        return taken;
    }

    private void Expect(string symbol)
    {
        if (!Take(symbol))
        {
            var found = Now.Kind == CelToken.End ? "" : $", not \"{Now.Value}\"";
            throw new CelSyntaxException(Now.Column, $"expected \"{symbol}\"{found}");
        }
    }

    private CelSyntaxException Unexpected() => new(
        Now.Column, Now.Kind == CelToken.End ? "something is missing here" : $"\"{Now.Value}\" is not supported here");
}
