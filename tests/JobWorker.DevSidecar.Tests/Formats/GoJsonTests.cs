using System.Text;
using System.Text.Json;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Tests.Formats;

/// <summary>The right-hand sides were taken from Go's <c>encoding/json</c>.</summary>
public sealed class GoJsonTests
{
    [Theory]
    [InlineData("""{"b":1,"a":2}""", """{"a":2,"b":1}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("""{"ab":1,"a":2,"B":3,"é":4,"z":5}""", """{"B":3,"a":2,"ab":1,"z":5,"é":4}""")]
    [InlineData(""" [ 1 , true , null , "x" ] """, """[1,true,null,"x"]""")]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("\"<a href='x'>&</a>\"", "\"\\u003ca href='x'\\u003e\\u0026\\u003c/a\\u003e\"")]
    [InlineData("\"\\u2028\\u2029\"", "\"\\u2028\\u2029\"")]
    [InlineData("\"\\u00fc \\ud83d\\ude00 \\/ \\u007f\"", "\"ü 😀 / \u007f\"")]
    [InlineData("\"\\u0000\\b\\f\\n\\r\\t\\u001f\\\\\\\"\"", "\"\\u0000\\b\\f\\n\\r\\t\\u001f\\\\\\\"\"")]
    [InlineData("\"a\\ud800b\"", "\"a\ufffdb\"")]
    public void Writes_what_Go_writes(string json, string expected) => Assert.Equal(expected, Encode(json));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "-0")]
    [InlineData("1.0", "1")]
    [InlineData("1e2", "100")]
    [InlineData("100", "100")]
    [InlineData("0.1", "0.1")]
    [InlineData("-12.50", "-12.5")]
    [InlineData("123456789012345678", "123456789012345680")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1e20", "100000000000000000000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1.5e300", "1.5e+300")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("0.00000012", "1.2e-7")]
    [InlineData("1e-10", "1e-10")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157e+308")]
    [InlineData("999999999999999900000", "999999999999999900000")]
    public void Writes_numbers_as_float64(string json, string expected) => Assert.Equal(expected, Encode(json));

    [Theory]
    [InlineData("1e999")]
    [InlineData("{")]
    [InlineData("nul")]
    public void Refuses_what_Go_cannot_read(string json) => Assert.ThrowsAny<JsonException>(() => Encode(json));

    private static string Encode(string json) => Encoding.UTF8.GetString(GoJson.Encode(Encoding.UTF8.GetBytes(json)));
}
