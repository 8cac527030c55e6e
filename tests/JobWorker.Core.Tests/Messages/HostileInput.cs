using System.Text;
using FsCheck.Fluent;
using JobWorker.Core.Messages;
using static JobWorker.Core.Tests.Messages.Reading;

namespace JobWorker.Core.Tests.Messages;

public sealed class HostileInput
{
    private static readonly byte[] Example = Encoding.UTF8.GetBytes(Samples.File("Original", "message.json"));

    private static readonly MessageLimits Limits = new();

    [Theory]
    [InlineData("", "message: must be JSON")]
    [InlineData(" ", "message: must be JSON")]
    [InlineData("{", "message: must be JSON")]
    [InlineData("""{"id":"1"}x""", "message: must be JSON")]
    [InlineData("""{"id":"1",}""", "message: must be JSON")]
    [InlineData("{'id':'1'}", "message: must be JSON")]
    [InlineData("""{"id":"1"/**/}""", "message: must be JSON")]
    [InlineData("\0", "message: must be JSON")]
    [InlineData("{\"id\":\"a\u0001\"}", "message: must be JSON")]
    [InlineData("""{"id":01}""", "message: must be JSON")]
    [InlineData("""{"id":NaN}""", "message: must be JSON")]
    [InlineData("""{"id":"\x"}""", "message: must be JSON")]
    [InlineData("null", "message: must be a JSON object")]
    [InlineData("[]", "message: must be a JSON object")]
    [InlineData("\"text\"", "message: must be a JSON object")]
    [InlineData("1e999", "message: must be a JSON object")]
    [InlineData("{}", "id: is required")]
    [InlineData("""{"id":"\ud800"}""", "id: must be Unicode text")]
    public void Is_a_dead_letter_with_a_reason(string message, string reason) =>
        Assert.StartsWith(reason, Unusable(message), StringComparison.Ordinal);

    [Fact]
    public void Names_line_and_byte() =>
        Assert.StartsWith("message: must be JSON; line 2, byte 7: ", Unusable("{\n\"id\": x}"), StringComparison.Ordinal);

    [Fact]
    public void May_nest_64_deep_but_not_more()
    {
        Assert.Equal("1", Invalid(Nested(63)).Id);
        Assert.StartsWith("message: must be JSON", Unusable(Nested(64)), StringComparison.Ordinal);
        Assert.StartsWith("message: must be JSON", Unusable(Nested(100_000)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { (byte)'"', 0xc0, 0x80, (byte)'"' })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xff, 0xfe, (byte)'{', 0 })]
    public void Must_be_utf8(byte[] bytes) => Assert.Equal(
        new MessageReading.Unusable("message: must be UTF-8"), JobMessage.Read(bytes, Limits));

    [Fact]
    public void May_start_with_a_byte_order_mark() => Valid("\uFEFF" + Small().ToJsonString());

    [Fact]
    public void Is_rejected_when_the_payload_is_above_256_KiB()
    {
        var room = MessageLimits.PayloadBytes - SmallWith("job.args", "[\"\"]").Length;

        Valid(SmallWith("job.args", $"[\"{new string('a', room)}\"]"));
        Assert.Equal<Violation>(
            [new("message", "must be at most 262144 bytes, is 262145")],
            Invalid(SmallWith("job.args", $"[\"{new string('a', room + 1)}\"]")).Violations);
    }

    [Fact]
    public void Is_a_dead_letter_above_1_MiB() => Assert.Equal(
        "message: must be at most 1048576 bytes, is 1048577", Unusable(new string(' ', 1024 * 1024 + 1)));

    [Fact]
    public void Is_measured_inside_its_envelope()
    {
        var body = System.Text.Json.Nodes.JsonValue.Create(
            SmallWith("job.args", $"[\"{new string('"', 40_000).Replace("\"", "\\\"")}\"]"));

        Valid($$"""{"Body":{{body.ToJsonString()}}}""");
    }

    [Fact]
    public void With_thousands_of_faults_stays_small()
    {
        var many = Invalid(SmallWith("job.env", $"[{string.Join(',', Enumerable.Repeat("{}", 50_000))}]"));

        Assert.Equal(101, many.Violations.Length);
        Assert.Equal(new Violation("message", "breaks rules in 49900 more places"), many.Violations[^1]);
    }

    [Fact]
    public void With_thousands_of_unknown_properties_stays_small()
    {
        var names = Enumerable.Range(0, 10_000).Select(i => $"\"x{i}\":0").Append($"\"{new string('y', 9999)}\":0");
        var message = $$$"""{"id":"1","service":"s",{{{string.Join(',', names)}}},"job":{"prefixName":"p","namespace":"n","image":"i"}}""";
        var ignored = Assert.IsType<MessageReading.Valid>(Read(message)).Ignored;

        Assert.Equal(101, ignored.Length);
        Assert.Equal("and 9901 more", ignored[^1]);
        Assert.All(ignored, path => Assert.True(path.Length < 200));
    }

    [Theory]
    [InlineData("""{"id":"1","\ud800":1,"service":"s","job":{"prefixName":"p","namespace":"n","image":"i"}}""", """\ud800""")]
    public void Of_names_that_are_no_text_is_ignored(string message, string ignored) =>
        Assert.Equal<string>([ignored], Assert.IsType<MessageReading.Valid>(Read(message)).Ignored);

    [Theory]
    [InlineData("job.env", """[{"name":"A","value":"\ud800"}]""")]
    [InlineData("job.env", """[{"name":"\udc00","value":""}]""")]
    [InlineData("job.command", """["\u0000"]""")]
    [InlineData("job.tolerations", """[{"key":"a","operator":"\ud800"}]""")]
    [InlineData("job.annotations", """{"a":"\ud83d"}""")]
    [InlineData("job.ttlSecondsAfterFinished", "1e400")]
    [InlineData("job.ttlSecondsAfterFinished", "999999999999999999999999999999999999999999999999999999")]
    [InlineData("job.resources", """{"limits":{"cpu":1e400}}""")]
    [InlineData("job.resources", """{"limits":{"cpu":"1e999999999"}}""")]
    public void In_a_field_is_a_violation(string path, string json)
    {
        var message = SmallWith(
            path, "0").Replace($"\"{path.Split('.')[1]}\":0", $"\"{path.Split('.')[1]}\":{json}", StringComparison.Ordinal);

        Assert.StartsWith(path, Assert.Single(Invalid(message).Violations).Field, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_any_bytes_never_throws() => Laws.Hold(
        Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b)), bytes => JobMessage.Read(bytes, Limits));

    [Fact]
    public void Of_a_valid_message_with_changed_bytes_never_throws() => Laws.Hold(
        Gen.ArrayOf(Gen.Zip(
            Gen.Choose(0, Example.Length - 1),
            Gen.OneOf(Gen.Choose(0, 255), Gen.Elements("{}[]\",:\\0eE-u".Select(c => (int)c))))),
        changes =>
        {
            var bytes = Example.ToArray();
            foreach (var (at, value) in changes)
            {
                bytes[at] = (byte)value;
            }

            JobMessage.Read(bytes, Limits);
        },
        times: 2000);

    [Fact]
    public void Cut_short_anywhere_is_a_dead_letter()
    {
        var text = Encoding.UTF8.GetString(Example).TrimEnd();

        Assert.All(Enumerable.Range(0, text.Length), length => Unusable(text[..length]));
    }

    [Fact]
    public void In_any_field_never_throws()
    {
        string[] values =
        [
            "null", "true", "0", "-1", "1e400", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "[null]", "[[]]", "[{}]", "[0]", "{}", "{\"\":0}",
        ];
        string[] paths =
        [
            "id", "service", "job", "webhook", "webhook.url",
            .. typeof(JobSpec).GetProperties().Select(p => $"job.{char.ToLowerInvariant(p.Name[0])}{p.Name[1..]}"),
            "job.envRef", "job.resources", "job.resources.limits", "job.resources.requests.cpu", "job.toleration", "job.volume",
            "job.gpuEnable",
            "Body", "Message", "TopicArn", "specversion", "data", "data_base64",
        ];

        Assert.All(paths, path => Assert.All(values, json => Read(Splice(path, json))));
    }

    private static string Splice(string path, string json) =>
        SmallWith(path, "\"@@\"").Replace("\"@@\"", json, StringComparison.Ordinal);

    private static string Nested(int depth) => $$"""{"id":"1","x":{{new string('[', depth)}}{{new string(']', depth)}}}""";
}
