using System.Text.Json;
using JobWorker.DevSidecar.App.PubSub.Rules;

namespace JobWorker.DevSidecar.Tests.App.PubSub.Rules;

public sealed class ARoute
{
    private const string Event = """
        {"type":"order.created","source":"shop","id":"1","subject":null,"ext":"e","half":"\ud800",
         "data":{"n":5,"big":1e3,"flag":true,"no":false,"text":"héllo wörld","list":[1],"inner":{"deep":"x"},"nothing":null}}
        """;

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("""event.type == "order.created" """)]
    [InlineData("event.type=='order.created'")]
    [InlineData("event.type != 'x' && event.source == 'shop'")]
    [InlineData("event.type == 'x' || event.source == 'shop'")]
    [InlineData("event.type == 'x' && event.id == '2' || event.source == 'shop'")]
    [InlineData("!(event.type == 'x')")]
    [InlineData("!!event.data.flag")]
    [InlineData("event.data.flag")]
    [InlineData("event.data.flag == true && event.data.no == false")]
    [InlineData("event.data.n == 5 && event.data.n == 5.0 && event.data.big == 1000 && event.data.n != -5")]
    [InlineData("event.data.n != '5'")]
    [InlineData("event.data.inner.deep == 'x'")]
    [InlineData("event.type.startsWith('order.') && event.type.endsWith(\"created\") && event.type.contains('r.c')")]
    [InlineData("event.data.text.contains('ö')")]
    [InlineData("event.type.matches('^order\\\\.[a-z]+$')")]
    [InlineData("event.type.matches(r'^order\\.[a-z]+$') && event.type.matches('created')")]
    [InlineData("event.type in ['a', 'order.created']")]
    [InlineData("event.data.n in [1, 5] && !(event.data.n in []) && !(event.data.n in ['5'])")]
    [InlineData("has(event.data.n) && !has(event.data.missing)")]
    [InlineData("has(event.missing) == false")]
    [InlineData("event.missing == 'x' || true")]
    [InlineData("!(event.missing == 'x' && false)")]
    [InlineData("'abc'.startsWith('a')")]
    [InlineData("event.data.nothing == event.subject")]
    [InlineData("event.ext == '\\u0065'")]
    [InlineData("true")]
    [InlineData("event.data.n > 4 && event.data.n >= 5 && event.data.n < 6 && event.data.n <= 5.0")]
    [InlineData("!(event.data.n > 5) && !(event.data.n < 5) && event.data.n > -1")]
    [InlineData("event.type > 'order' && event.type < 'p' && 'B' < 'a'")]
    public void Takes(string match) =>
        Assert.Equal(CelValue.Of(true), RouteMatch.Parse(match).Takes(Read()));

    [Theory]
    [InlineData("event.type == 'Order.created'")]
    [InlineData("event.type == 'order.created' && event.source == 'x'")]
    [InlineData("event.type.startsWith('reated')")]
    [InlineData("event.type.matches('^created')")]
    [InlineData("event.type in ['a', 'b']")]
    [InlineData("event.data.text == 'hello world'")]
    [InlineData("event.missing == 1 && false")]
    [InlineData("has(event.data.inner.missing)")]
    [InlineData("event.data.inner == event.data.list")]
    public void Leaves(string match) =>
        Assert.Equal(CelValue.Of(false), RouteMatch.Parse(match).Takes(Read()));

    [Theory]
    [InlineData("event.missing == 'x'", "no such key: missing")]
    [InlineData("event.data.inner.no.further == 'x'", "no such key: no")]
    [InlineData("event.type.further == 'x'", "no such key: further")]
    [InlineData("event.missing == 'x' || false", "no such key: missing")]
    [InlineData("event.data.n.startsWith('5')", "startsWith() is for text")]
    [InlineData("event.data.n.matches('5')", "matches() is for text")]
    [InlineData("event.type", "neither true nor false")]
    [InlineData("!event.data.n", "neither true nor false")]
    [InlineData("event.data.inner && true", "neither true nor false")]
    [InlineData("has(event.missing.x)", "no such key: missing")]
    [InlineData("event.missing in ['a']", "no such key: missing")]
    [InlineData("event.missing > 1", "no such key: missing")]
    [InlineData("event.data.n > '4'", "two numbers or two texts")]
    [InlineData("event.data.flag >= true", "two numbers or two texts")]
    [InlineData("event.type in [event.missing]", "no such key: missing")]
    [InlineData("event.half == 'x'", "")]
    public void Says_why_it_cannot_tell(string match, string reason)
    {
        var value = RouteMatch.Parse(match).Takes(Read());

        Assert.Equal(CelKind.Error, value.Kind);
        Assert.Contains(reason, value.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event.type == a", 15, "\"a\" is not supported")]
    [InlineData("event", 1, "event needs an attribute")]
    [InlineData("type == 'x'", 1, "\"type\" is not supported")]
    [InlineData("event.data.n > 5 > 4", 18, "\">\" is not supported")]
    [InlineData("event.data.n + 5 == 6", 14, "\"+\" is not supported")]
    [InlineData("event.data['n'] == 5", 11, "\"[\" is not supported")]
    [InlineData("event.type == 'x", 15, "the text has no end")]
    [InlineData("event.type == '\\q'", 16, "this escape")]
    [InlineData("event.type ==", 14, "something is missing")]
    [InlineData("event.type == 'x' &&", 21, "something is missing")]
    [InlineData("(event.type == 'x'", 19, "expected \")\"")]
    [InlineData("event.type == 'x')", 18, "\")\" is not supported")]
    [InlineData("event.type = 'x'", 12, "\"=\" is not supported")]
    [InlineData("'x'", 1, "neither true nor false")]
    [InlineData("!'x'", 2, "neither true nor false")]
    [InlineData("true && 5", 9, "neither true nor false")]
    [InlineData("event.type.size() == 5", 12, "size() is not supported")]
    [InlineData("size(event.type) == 5", 1, "\"size\" is not supported")]
    [InlineData("event.type.startsWith(5)", 23, "startsWith() takes text")]
    [InlineData("5.0.startsWith('5')", 5, "startsWith() is for text")]
    [InlineData("event.type.matches(event.data.p)", 20, "written out")]
    [InlineData("event.type.matches('(')", 20, "the pattern cannot be used")]
    [InlineData("event.type.matches('(a)\\\\1')", 20, "the pattern cannot be used")]
    [InlineData("event.type.matches('(?=a)')", 20, "the pattern cannot be used")]
    [InlineData("event.type.matches('((a{100}){100}){100}')", 20, "multiply to at most")]
    [InlineData("event.type.matches('a{2000}')", 20, "multiply to at most")]
    [InlineData("has(true)", 5, "has() takes a field")]
    [InlineData("event.type in 'x'", 15, "expected \"[\"")]
    [InlineData("event.type in ['x' 'y']", 20, "expected \",\"")]
    [InlineData("event.type == 'x' == true", 19, "\"==\" is not supported")]
    [InlineData("event.data.n == 1e999", 17, "this is no number")]
    [InlineData("- event.data.n == 5", 3, "before a number only")]
    [InlineData("event.type ? true : false", 12, "\"?\" is not supported")]
    [InlineData("event.data.all(x, true)", 12, "all() is not supported")]
    public void Refuses_anything_else_and_says_where(string match, int column, string reason)
    {
        var message = Assert.Throws<FormatException>(() => RouteMatch.Parse(match)).Message;

        Assert.Contains($"`{match}`, column {column}: ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_what_is_too_deep_or_too_long()
    {
        foreach (var text in new[]
        {
            new string('!', 2000) + "true", new string('(', 2000) + "true" + new string(')', 2000), new string('(', 4000),
            string.Concat(Enumerable.Repeat("event.type.startsWith(", 100)), string.Concat(Enumerable.Repeat("true && ", 1000)) + "true",
            $"event.type == '{new string('x', 5000)}'", $"event.type.matches('{new string('a', 2000)}')",
        })
        {
            Assert.Throws<FormatException>(() => RouteMatch.Parse(text));
        }
    }

    [Fact]
    public void Neither_breaks_nor_hangs_on_whatever_is_written()
    {
        string[] words =
        [
            "event", ".type", ".data", ".n", " == ", " != ", "&&", "||", "!", "(", ")", "[", "]", ",", "'x'", "\"", "r'\\d+'", "in", " in ",
            "has", ".matches", ".startsWith", "5", "-", "1.5", "true", "false", " ", "\\", "\0", "é", "{", "event.type", "event.missing", "'(a*)*b'",
        ];
        var (chance, parsed, e) = (new Random(20), 0, Read());
        for (var n = 0; n < 20_000; n++)
        {
            var text = string.Concat(Enumerable.Range(0, chance.Next(1, 14)).Select(_ => words[chance.Next(words.Length)]));
            try
            {
                var value = RouteMatch.Parse(text).Takes(e);
                Assert.True(value.Kind is CelKind.Bool or CelKind.Error, text);
                parsed++;
            }
            catch (FormatException)
            {
                // Refused: the only other thing that may happen.
            }
        }

        Assert.InRange(parsed, 100, 20_000);
    }

    [Fact]
    public void Is_not_slowed_down_by_a_pattern_made_to_do_so()
    {
        var match = RouteMatch.Parse("event.text.matches('^(a+)+$')");
        var hostile = JsonDocument.Parse($$"""{"text":"{{new string('a', 200_000)}}b"}""").RootElement;

        var begin = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.NotEqual(CelValue.Of(true), match.Takes(hostile));
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(2));
    }

    private static JsonElement Read() => JsonDocument.Parse(Event).RootElement;
}
