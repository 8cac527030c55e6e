using System.Text;
using JobWorker.Core.Ojs.Envelopes;

namespace JobWorker.Core.Tests.Ojs.Envelopes;

public sealed class HalfOfACharacter
{
    [Theory]
    [InlineData("""{"a":"\ud800"}""", "a")]
    [InlineData("""{"a":"x\uDFFFy"}""", "a")]
    [InlineData("""{"a":"\ud83dx\ude00"}""", "a")]
    [InlineData("""{"a":"\ud83d\ud83d\ude00"}""", "a")]
    [InlineData("""{"a":"\\\ud800"}""", "a")]
    [InlineData("""{"a":1,"b":{"c":[1,{"d":2},{"e":"\ud800"}]}}""", "b.c.[].e")]
    [InlineData("""{"a":[["x"],["\ud800"]],"b":1}""", "a.[].[]")]
    [InlineData("""{"a":[1],"b":{"\ud800":1}}""", """b.\ud800""")]
    [InlineData("""["\ud800"]""", "[]")]
    [InlineData("\"\\ud800\"", "")]
    public void Is_found_with_the_member_that_has_it(string json, string path) =>
        Assert.Equal(path, HalfCharacters.Find(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"a":"\ud83d\ude00","\uD83D\uDE00":"\u0041\n\\"}""")]
    [InlineData("""{"a":"\\ud800"}""")]
    [InlineData("""{"a":"\\\\ud800"}""")]
    [InlineData("""{"a":"😀"}""")]
    [InlineData("""{"a":"\""}""")]
    [InlineData("{}")]
    public void Is_not_seen_where_there_is_none(string json) => Assert.Null(HalfCharacters.Find(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"type":"a","args":["\ud800"]}""", "args.[]")]
    [InlineData("""{"type":"a","args":[],"meta":{"\ud800":1}}""", """meta.\ud800""")]
    [InlineData("""{"type":"a","args":[],"x_trace":"\ud83d"}""", "x_trace")]
    public void Is_refused_wherever_a_job_has_it(string json, string path)
    {
        var problem = Bodies.Job(json).Only();

        Assert.Equal((400, "invalid_payload", path), (problem.Status, problem.Code, problem.Field));
        Assert.Contains("half of a surrogate pair", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"specversion":"1.0","data":"\ud800"}""")]
    [InlineData("""{"specversion":"1.0","data_base64":5}""")]
    [InlineData("""{"Body":"\ud800"}""")]
    [InlineData("""{"\ud800":1,"Body":"{}"}""")]
    public void Is_no_message_or_one_that_cannot_be_read(string message)
    {
        var opened = OjsMessage.Open(Encoding.UTF8.GetBytes(message));

        Assert.True(opened.Body is null || !JobRequest.Parse(opened.Body.Value, Bodies.Now, EnvelopeLimits.Default).IsValid);
    }
}
