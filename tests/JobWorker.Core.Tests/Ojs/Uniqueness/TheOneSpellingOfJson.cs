using FsCheck.Fluent;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Uniqueness;
using JobWorker.Core.Ojs.Uniqueness.Unicode;

namespace JobWorker.Core.Tests.Ojs.Uniqueness;

public sealed class TheOneSpellingOfJson
{
    /// <summary>The numbers of RFC 8785, appendix B, and what our remark adds.</summary>
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("-5e-324", "-5e-324")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157e+308")]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("-9007199254740992", "-9007199254740992")]
    [InlineData("295147905179352825856", "295147905179352830000")]
    [InlineData("9.999999999999997e22", "9.999999999999997e+22")]
    [InlineData("1e23", "1e+23")]
    [InlineData("1.0000000000000001e23", "1.0000000000000001e+23")]
    [InlineData("999999999999999700000.0", "999999999999999700000")]
    [InlineData("999999999999999900000.0", "999999999999999900000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("9.999999999999997e-7", "9.999999999999997e-7")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("333333333.3333332", "333333333.3333332")]
    [InlineData("333333333.33333325", "333333333.33333325")]
    [InlineData("-0.0000033333333333333333", "-0.0000033333333333333333")]
    [InlineData("1424953923781206.2", "1424953923781206.2")]
    [InlineData("4.50", "4.5")]
    [InlineData("2e-3", "0.002")]
    [InlineData("1E30", "1e+30")]
    [InlineData("333333333.33333329", "333333333.3333333")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("1e400", "1e400")]
    public void Is_that_of_ecmascript_for_numbers(string json, string canonical) => Is(json, canonical);

    [Theory]
    [InlineData("""{ "b": [ true , null,false ], "a" : {} , "c":[] }""", """{"a":{},"b":[true,null,false],"c":[]}""")]
    [InlineData("""{"a": 1, "a": 2}""", """{"a":2}""")]
    [InlineData(
        """{"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7}""",
        "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"\u05d3\u05bc\":3,\"€\":1,\"\ud83d\ude00\":5}")]
    [InlineData(
        "\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\\u0008\\u000c\\u0009\\u007f\"",
        "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\f\\t\u007f\"")]
    [InlineData("\"\\ud800\"", "\"\\ud800\"")]
    public void Sorts_names_and_escapes_as_little_as_it_can(string json, string canonical) => Is(json, canonical);

    [Theory]
    [InlineData("", "")]
    [InlineData("plain ÄÖÜ", "plain ÄÖÜ")]
    [InlineData("e\u0301", "é")]
    [InlineData("\u1E69", "\u1E69")]
    [InlineData("s\u0323\u0307", "\u1E69")]
    [InlineData("s\u0307\u0323", "\u1E69")]
    [InlineData("\u1E0B\u0323", "\u1E0D\u0307")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\u2126", "\u03A9")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("\u1100\u1161\u11A8", "\uAC01")]
    [InlineData("\uAC00\u11A8", "\uAC01")]
    [InlineData("\uAC01\u11A8", "\uAC01\u11A8")]
    [InlineData("\u0300e", "\u0300e")]
    [InlineData("a\u0308\u0301\u0300", "ä\u0301\u0300")]
    [InlineData("\uF900", "\u8C48")]
    [InlineData("\U0001D157\U0001D165", "\U0001D157\U0001D165")]
    [InlineData("\U000110A5\U000110BA", "\U000110AB")]
    public void Composes_what_belongs_together(string text, string composed) => Assert.Equal(composed, Nfc.Of(text));

    [Fact]
    public void Is_the_spelling_of_itself()
    {
        var texts =
            from points in Gen.ListOf(Gen.Elements(
                0x41, 0x65, 0x300, 0x301, 0x323, 0x327, 0x345, 0x1100, 0x1161, 0x11A8, 0xAC00, 0x1E0B, 0x2126, 0x958, 0x1D15E))
            select string.Concat(points.Select(char.ConvertFromUtf32));

        Laws.Hold(texts, text => Assert.Equal(Nfc.Of(text), Nfc.Of(Nfc.Of(text))), times: 2_000);
    }

    private static void Is(string json, string canonical) =>
        Assert.Equal(canonical, CanonicalValue.Of(RawJson.Parse(json).ToElement()));
}
