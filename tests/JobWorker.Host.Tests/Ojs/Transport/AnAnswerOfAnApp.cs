using System.Text;
using JobWorker.Host.Ojs.Transport;

namespace JobWorker.Host.Tests.Ojs.Transport;

public sealed class AnAnswerOfAnApp
{
    [Theory]
    [InlineData("", null)]
    [InlineData("null", null)]
    [InlineData(""" {"a": [1, "ü"]} """, """{"a": [1, "ü"]}""")]
    [InlineData("7", "7")]
    [InlineData("\"done\"", "\"done\"")]
    [InlineData("done", "\"done\"")]
    [InlineData("{} and more", "\"{} and more\"")]
    [InlineData("<p class=\"x\">", "\"\\u003Cp class=\\u0022x\\u0022\\u003E\"")]
    public void Is_the_result_as_JSON_or_as_text(string answer, string? result) =>
        Assert.Equal(result, PushAnswer.ResultOf(Encoding.UTF8.GetBytes(answer))?.ToString());

    [Fact]
    public void Is_text_where_it_is_deeper_than_any_reader_goes()
    {
        var deep = new string('[', 49) + new string(']', 49);

        Assert.Equal(deep[1..^1], ResultOf(deep[1..^1]));
        Assert.Equal($"\"{deep}\"", ResultOf(deep));
    }

    [Fact]
    public void Is_no_result_where_it_is_larger_than_one_may_be()
    {
        const int Most = 1024 * 1024;

        Assert.Equal(Most, ResultOf($"\"{new string('x', Most - 2)}\"")?.Length);
        Assert.Null(ResultOf($"\"{new string('x', Most - 1)}\""));
        Assert.Null(ResultOf(new string('<', Most / 2)));
    }

    [Fact]
    public void May_be_no_text_at_all() => Assert.Equal("\"\\uFFFD\"", PushAnswer.ResultOf(new byte[] { 0xFF })?.ToString());

    private static string? ResultOf(string answer) => PushAnswer.ResultOf(Encoding.UTF8.GetBytes(answer))?.ToString();
}
