using System.Globalization;
using System.Text;

namespace JobWorker.DevSidecar.App.PubSub.Rules;

/// <summary>What a token is.</summary>
internal enum CelToken
{
    End,
    Name,
    Text,
    Number,
    Symbol,
}

/// <summary>One word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">The name, the symbol, the digits, or the text without quotes and escapes.</param>
/// <param name="Column">Where it begins, from 1.</param>
internal readonly record struct CelWord(CelToken Kind, string Value, int Column);

/// <summary>The expression cannot be used; says where.</summary>
/// <param name="column">From 1.</param>
/// <param name="reason">What is wrong.</param>
internal sealed class CelSyntaxException(int column, string reason) : FormatException(reason)
{
    public int Column { get; } = column;
}

/// <summary>Cuts an expression into words.</summary>
internal static class CelLexer
{
    private static readonly string[] Symbols = ["==", "!=", "<=", ">=", "<", ">", "&&", "||", "!", "(", ")", "[", "]", ",", ".", "-"];

    /// <exception cref="CelSyntaxException">Something is no word of the language.</exception>
    public static List<CelWord> Read(string text)
    {
        var words = new List<CelWord>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var (word, end) = Word(text, at);
            words.Add(word);
            at = end;
        }

        words.Add(new CelWord(CelToken.End, "", text.Length + 1));
        return words;
    }

    private static (CelWord Word, int End) Word(string text, int at)
    {
        var first = text[at];
        if (first is '"' or '\'')
        {
            return Quoted(text, at, at, raw: false);
        }

        if (first is 'r' or 'R' && at + 1 < text.Length && text[at + 1] is '"' or '\'')
        {
            return Quoted(text, at, at + 1, raw: true);
        }

        if (char.IsAsciiDigit(first))
        {
            return Number(text, at);
        }

        if (char.IsAsciiLetter(first) || first == '_')
        {
            var length = text.AsSpan(at).IndexOfAnyExcept(NameLetters);
            var end = length < 0 ? text.Length : at + length;
            return (new CelWord(CelToken.Name, text[at..end], at + 1), end);
        }

        var symbol = Symbols.FirstOrDefault(symbol => text.AsSpan(at).StartsWith(symbol, StringComparison.Ordinal))
            ?? throw new CelSyntaxException(at + 1, $"\"{first}\" is not supported");
        return (new CelWord(CelToken.Symbol, symbol, at + 1), at + symbol.Length);
    }

    private static (CelWord Word, int End) Number(string text, int at)
    {
        var end = Digits(text, at);
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1]))
        {
            end = Digits(text, end + 1);
        }

        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var sign = end + 1 < text.Length && text[end + 1] is '+' or '-' ? 1 : 0;
            end = Digits(text, end + 1 + sign);
        }

        return double.TryParse(text.AsSpan(at, end - at), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? (new CelWord(CelToken.Number, text[at..end], at + 1), end)
            : throw new CelSyntaxException(at + 1, "this is no number");
    }

    private static int Digits(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    private static (CelWord Word, int End) Quoted(string text, int start, int quote, bool raw)
    {
        var value = new StringBuilder();
        for (var at = quote + 1; at < text.Length; at++)
        {
            if (text[at] == text[quote])
            {
                return (new CelWord(CelToken.Text, value.ToString(), start + 1), at + 1);
            }

            if (text[at] == '\\' && !raw)
            {
                value.Append(Escaped(text, ref at));
            }
            else
            {
                value.Append(text[at]);
            }
        }

        throw new CelSyntaxException(start + 1, "the text has no end");
    }

    private static char Escaped(string text, ref int at)
    {
        var column = at + 1;
        switch (++at < text.Length ? text[at] : '\0')
        {
            case var same and ('\\' or '"' or '\'' or '`' or '?'):
                return same;
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when at + 4 < text.Length && ushort.TryParse(
                text.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                at += 4;
                return (char)code;
            default:
                throw new CelSyntaxException(column, "this escape is not supported");
        }
    }

    private static readonly System.Buffers.SearchValues<char> NameLetters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
}
