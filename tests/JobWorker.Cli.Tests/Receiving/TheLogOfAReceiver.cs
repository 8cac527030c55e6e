using System.Globalization;
using System.Text;
using System.Text.Json;
using JobWorker.Cli.Receiving;
using JobWorker.Core.Callbacks;

namespace JobWorker.Cli.Tests.Receiving;

public sealed class TheLogOfAReceiver
{
    private const string Secret = "whsec_dGhlIHNlY3JldCBvZiBhbGwgb2YgdGhlIHRlc3Rz";

    [Theory]
    [InlineData("0 1 2", "", "")]
    [InlineData("", "", "")]
    [InlineData("0 0 0 1 2 1", "", "")]
    [InlineData("0 2", "1", "")]
    [InlineData("3", "0 1 2", "")]
    [InlineData("0 2 1", "", "3:1:out-of-order")]
    [InlineData("1 0 2 0 1", "", "2:0:out-of-order")]
    [InlineData("0 1! 2", "", "2:1:wrong-id")]
    [InlineData("0 1 2?", "", "3:2:bad-signature")]
    [InlineData("0 2? 1!", "", "2:2:bad-signature 3:1:wrong-id 3:1:out-of-order")]
    [InlineData("0 0* 1", "", "2:0:changed")]
    public void Is_judged(string came, string missing, string findings)
    {
        var check = new LogCheck(Key(Secret));
        foreach (var (word, i) in came.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((word, i) => (word, i)))
        {
            check.Add(Read(i + 1, Line("a", word)));
        }

        var job = check.Jobs.SingleOrDefault();
        Assert.Equal(missing, string.Join(' ', job?.Missing ?? []));
        Assert.Equal(findings, string.Join(' ', job?.Findings.Select(f => $"{f.Line}:{f.Sequence}:{f.Kind}") ?? []));
        Assert.Equal(missing + findings == "", job?.Holds ?? true);
    }

    [Fact]
    public void Is_told_apart_by_job_with_duplicates_counted()
    {
        var check = new LogCheck();
        foreach (var (job, i) in "abbab".Select((job, i) => ($"{job}", i)))
        {
            check.Add(Read(i + 1, Line(job, i < 2 ? "0" : "1")));
        }

        Assert.Equal([("a", 2, 2, 0), ("b", 3, 2, 1)], check.Jobs.Select(j => (j.Id, j.Received, j.Callbacks, j.Duplicates)));
    }

    [Fact]
    public void Says_nothing_of_signatures_without_a_secret()
    {
        var check = new LogCheck();
        check.Add(Read(1, Line("a", "0?")));

        Assert.True(check.Jobs.Single().Holds);
    }

    [Fact]
    public void Is_right_when_one_of_several_keys_is()
    {
        var check = new LogCheck(Key("whsec_AAAA"), Key(Secret));
        check.Add(Read(1, Line("a", "0")));
        check.Add(Read(2, Line("a", "1?")));

        Assert.Equal(
            "no signature is right for these bytes and these keys", check.Jobs.Single().Findings.Single().Reason);
    }

    [Fact]
    public void May_have_its_headers_in_an_object_in_any_case_and_as_lists()
    {
        var body = """{"id":"a","status":0,"detail":{}}""";
        var read = Read(7, $$"""
            {"at":"today","headers":{"Webhook-Id":["{{CallbackIds.Of("a", 0)}}"],"WEBHOOK-TIMESTAMP":5,"X-JobWorker-Sequence":"0","x-jobworker-attempt":2},
             "bodyBase64":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(body))}}"}
            """);

        Assert.Equal((7, CallbackIds.Of("a", 0), 5, 0, 2, "a", 0), (read.Line, read.WebhookId, read.Timestamp, read.Sequence, read.Attempt, read.JobId, read.Status));
        Assert.Equal(body, Encoding.UTF8.GetString(read.Body.Span));
        Assert.Equal(body, Encoding.UTF8.GetString(Read(1, $$"""{"x-jobworker-sequence":"0","body":{{body}}}""").Body.Span));
    }

    [Theory]
    [InlineData("", "cannot be read: ")]
    [InlineData("{", "cannot be read: ")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{}", "body: is required, as text or JSON, or bodyBase64")]
    [InlineData("""{"bodyBase64":"*"}""", "cannot be read: ")]
    [InlineData("""{"body":"{}"}""", "x-jobworker-sequence: must be a whole number from 0")]
    [InlineData("""{"body":"{}","x-jobworker-sequence":"-1"}""", "x-jobworker-sequence: must be a whole number from 0")]
    [InlineData("""{"body":"{}","x-jobworker-sequence":"99999999999"}""", "x-jobworker-sequence: must be a whole number from 0")]
    [InlineData("""{"body":"{}","x-jobworker-sequence":"0"}""", "body.id: is required")]
    [InlineData("""{"body":"[1]","x-jobworker-sequence":"0"}""", "body.id: is required")]
    [InlineData("""{"body":"no","x-jobworker-sequence":"0"}""", "cannot be read: ")]
    [InlineData("""{"body":"\ud800","x-jobworker-sequence":"0"}""", "cannot be read: ")]
    [InlineData("""{"body":{"id":"\ud800"},"x-jobworker-sequence":"0"}""", "cannot be read: ")]
    [InlineData("""{"body":{"id":"a"},"x-jobworker-sequence":"0","webhook-id":"\ud800"}""", "cannot be read: ")]
    [InlineData("""{"\ud800":1,"body":{"id":"a"},"x-jobworker-sequence":"0"}""", "cannot be read: ")]
    public void May_have_lines_that_are_no_callbacks(string line, string problem)
    {
        Assert.Null(ReceivedCallback.Read(1, line, out var said));
        Assert.StartsWith(problem, said, StringComparison.Ordinal);
    }

    [Fact]
    public void With_an_absurd_sequence_is_told_in_short()
    {
        var check = new LogCheck();
        check.Add(Read(1, Line("a", "2147483647")));

        Assert.Equal(LogCheck.MostMissing, check.Jobs.Single().Missing.Length);
        Assert.Equal(int.MaxValue - LogCheck.MostMissing, check.Jobs.Single().MoreMissing);
    }

    private static VerificationKey Key(string text) => VerificationKey.Parse(text, out _)!;

    private static ReceivedCallback Read(long line, string json)
    {
        var read = ReceivedCallback.Read(line, json, out var problem);
        Assert.True(read is not null, problem);

        return read;
    }

    /// <summary>A sequence, and ! for a wrong id, ? for a wrong signature, * for another status.</summary>
    private static string Line(string job, string word)
    {
        var sequence = int.Parse(word.TrimEnd('!', '?', '*'), CultureInfo.InvariantCulture);
        var id = CallbackIds.Of(job, word.EndsWith('!') ? sequence + 1 : sequence);
        var status = word.EndsWith('*') ? 99 : Math.Min(sequence, 2);
        var body = $$$"""{"id":"{{{job}}}","status":{{{status}}},"detail":{}}""";
        var signature = WebhookSignature.Sign(Secret, id, 5, Encoding.UTF8.GetBytes(word.EndsWith('?') ? "other" : body));

        return JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["webhook-id"] = id,
            ["webhook-timestamp"] = "5",
            ["webhook-signature"] = "v1a,other " + signature,
            ["x-jobworker-sequence"] = $"{sequence}",
            ["x-jobworker-attempt"] = "1",
            ["body"] = body,
        });
    }
}
