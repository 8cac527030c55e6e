using FsCheck.Fluent;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Tests.Ojs.Envelopes;

public sealed class AWrongJobRequest
{
    [Theory]
    [InlineData("type", """{"args": []}""")]
    [InlineData("type", """{"type": null, "args": []}""")]
    [InlineData("type", """{"type": 1, "args": []}""")]
    [InlineData("type", """{"type": "", "args": []}""")]
    [InlineData("type", """{"type": "Email.Send", "args": []}""")]
    [InlineData("type", """{"type": "email send", "args": []}""")]
    [InlineData("type", """{"type": "1email.send", "args": []}""")]
    [InlineData("type", """{"type": "email@send!", "args": []}""")]
    [InlineData("type", """{"type": "email.", "args": []}""")]
    [InlineData("type", """{"type": ".send", "args": []}""")]
    [InlineData("type", """{"type": "a..b", "args": []}""")]
    [InlineData("type", """{"type": "a.1b", "args": []}""")]
    [InlineData("type", """{"type": "a\n", "args": []}""")]
    [InlineData("args", """{"type": "a"}""")]
    [InlineData("args", """{"type": "a", "args": null}""")]
    [InlineData("args", """{"type": "a", "args": {}}""")]
    [InlineData("args", """{"type": "a", "args": "x"}""")]
    [InlineData("args", """{"type": "a", "args": 5}""")]
    public void Lacks_what_it_needs(string field, string json) => IsRefused(field, Bodies.Job(json));

    [Theory]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("not-a-uuid-at-all")]
    [InlineData("019461A8-1A2B-7C3D-8E4F-5A6B7C8D9E0F")]
    [InlineData("")]
    [InlineData("019461a8-1a2b-7c3d-ce4f-5a6b7c8d9e0f")]
    [InlineData("019461a81a2b7c3d8e4f5a6b7c8d9e0f")]
    [InlineData("{019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f}")]
    [InlineData("019461a8-1a2b-7c3d-8e4f-5a6b7c8d9e0f\\n")]
    public void Has_an_id_that_is_no_uuid_of_version_7(string id) => IsRefused("id", Bodies.JobWith($$""", "id": "{{id}}" """));

    [Theory]
    [InlineData("queue", "\"Default\"")]
    [InlineData("queue", "\"my_queue!\"")]
    [InlineData("queue", "\"my_queue\"")]
    [InlineData("queue", "\"-invalid\"")]
    [InlineData("queue", "\".x\"")]
    [InlineData("queue", "\"my queue\"")]
    [InlineData("queue", "\"\"")]
    [InlineData("queue", "7")]
    [InlineData("priority", "101")]
    [InlineData("priority", "-101")]
    [InlineData("priority", "999999")]
    [InlineData("priority", "1.5")]
    [InlineData("priority", "\"high\"")]
    [InlineData("timeout_ms", "-1")]
    [InlineData("timeout_ms", "\"1s\"")]
    [InlineData("timeout", "-1")]
    [InlineData("timeout", "\"1s\"")]
    [InlineData("timeout", "1e300")]
    [InlineData("visibility_timeout_ms", "-5")]
    [InlineData("visibility_timeout", "true")]
    [InlineData("delay_until", "\"tomorrow\"")]
    [InlineData("scheduled_at", "\"2026-02-12T10:30:00\"")]
    [InlineData("scheduled_at", "1770892200")]
    [InlineData("expires_at", "\"-PT1S\"")]
    [InlineData("expires_at", "\"0001-01-01T00:00:00Z\"")]
    [InlineData("tags", "\"x\"")]
    [InlineData("tags[1]", "[\"x\", 1]")]
    [InlineData("tags[0]", "[null]")]
    [InlineData("metadata", "[]")]
    [InlineData("rate_limit", "5")]
    [InlineData("rate_limit.max_per_second", "{\"max_per_second\": 0}")]
    [InlineData("pending", "\"yes\"")]
    [InlineData("unique", "true")]
    [InlineData("unique.keys[1]", "{\"keys\": [\"type\", \"argz\"]}")]
    [InlineData("unique.keys[0]", "{\"keys\": [\"Type\"]}")]
    [InlineData("unique.args_keys", "{\"keys\": [\"args\"], \"args_keys\": [\"user_id\"]}")]
    [InlineData("unique.meta_keys", "{\"keys\": [\"meta\"]}")]
    [InlineData("unique.period", "{\"period\": \"1h\"}")]
    [InlineData("unique.states[0]", "{\"states\": [\"running\"]}")]
    [InlineData("unique.on_conflict", "{\"on_conflict\": \"drop\"}")]
    public void Has_an_option_that_makes_no_sense(string field, string value) => IsRefused(
        $"options.{field}", Bodies.JobWith($$""", "options": {"{{field.Split('.', '[')[0]}}": {{value}}}"""));

    [Theory]
    [InlineData("priorty", "5")]
    [InlineData("Queue", "\"a\"")]
    [InlineData("max_attempts", "{}")]
    [InlineData("", "1")]
    public void Has_an_option_that_is_none(string name, string value)
    {
        var problem = Bodies.JobWith($$""", "options": {"queue": "a", "{{name}}": {{value}}}""").Only();

        Assert.Equal((400, "invalid_request", $"options.{name}"), (problem.Status, problem.Code, problem.Field));
        Assert.Contains("priority", problem.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Has_no_option_that_is_null() =>
        Assert.True(Bodies.JobWith(""", "priorty": 5, "options": {"priorty": null}""").IsValid);

    [Theory]
    [InlineData("meta", "[]")]
    [InlineData("schema", "5")]
    [InlineData("options", "[]")]
    [InlineData("options", "\"fast\"")]
    public void Has_a_member_of_another_kind(string field, string value) =>
        IsRefused(field, Bodies.JobWith($$""", "{{field}}": {{value}}"""));

    [Theory]
    [InlineData("max_attempts", "-1")]
    [InlineData("backoff_coefficient", "0.5")]
    public void Has_a_wrong_retry_policy_and_is_unprocessable(string field, string value)
    {
        var problem = Bodies.JobWith($$$""", "options": {"retry": {"{{{field}}}": {{{value}}}}}""").Only();

        Assert.Equal((422, "validation_error", $"options.retry.{field}"), (problem.Status, problem.Code, problem.Field));
        Assert.Contains(field, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("{\"type\": \"a\", \"args\": [],}")]
    [InlineData("{\"type\": \"a\", \"args\": []} {}")]
    [InlineData("{\"type\": \"a\", \"args\": [NaN]}")]
    [InlineData("\ufeff\ufeff{\"type\": \"a\", \"args\": []}")]
    public void Is_no_json_object(string body)
    {
        var problem = Bodies.Job(body).Only();

        Assert.Equal((400, "invalid_payload", ""), (problem.Status, problem.Code, problem.Field));
    }

    [Theory]
    [InlineData("""{"type": "a", "args": [}""", "must be a JSON object", "line 1, byte 24")]
    [InlineData("""{"type": "a", "args": [[[[1]]]]}""", "must have at most 4 levels", "line 1, byte 26")]
    [InlineData("""{"type": "a", "args": [[[[1]""", "must have at most 4 levels", "line 1, byte 26")]
    [InlineData("""{"type": "a", "args": []} {}""", "must have nothing after its JSON object", "line 1, byte 27")]
    [InlineData("""{"type": "a", "args": []}}""", "must have nothing after its JSON object", "line 1, byte 26")]
    [InlineData("""{"type": "a", /* b */ "args": []}""", "must have no comments", "line 1, byte 15")]
    [InlineData("{\"type\": \"a\", \"args\": []}\n// b", "must have no comments", "line 2, byte 1")]
    [InlineData("[]", "must be an object", "")]
    public void Is_told_why_its_body_is_none(string body, string why, string where)
    {
        var problem = Bodies.Job(body, new EnvelopeLimits { Depth = 4 }).Only();

        Assert.Equal((400, "invalid_payload", ""), (problem.Status, problem.Code, problem.Field));
        Assert.StartsWith($"the body {why}", problem.Message, StringComparison.Ordinal);
        Assert.Contains(where, problem.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_not_utf8()
    {
        byte[] body = [.. "{\"type\": \"a\", \"args\": [\""u8, 0xff, .. "\"]}"u8];

        Assert.Equal("invalid_payload", JobRequest.Parse(body, Bodies.Now, EnvelopeLimits.Default).Only().Code);
    }

    [Fact]
    public void Is_too_deep_or_too_large()
    {
        var limits = new EnvelopeLimits { Depth = 4, ArgsBytes = 20, MetaBytes = 20 };

        Assert.True(Bodies.Job("""{"type": "a", "args": [[[1]]]}""", limits).IsValid);
        Assert.Equal("invalid_payload", Bodies.Job("""{"type": "a", "args": [[[[1]]]]}""", limits).Only().Code);
        Assert.Equal(
            ("invalid_payload", "args"), CodeAndField("""{"type": "a", "args": ["12345678901234567890"]}""", limits));
        Assert.Equal(
            ("invalid_request", "meta"), CodeAndField("""{"type": "a", "args": [], "meta": {"m": "1234567890123"}}""", limits));
        Assert.Equal(
            ("invalid_request", ""), CodeAndField("""{"type": "a", "args": [], "extra": "1234567890123"}""", limits));
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void Has_a_type_that_is_too_long(int length, bool valid) =>
        Assert.Equal(valid, Bodies.Job($$"""{"type": "{{new string('a', length)}}", "args": []}""").IsValid);

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Has_a_queue_whose_name_is_too_long(int length, bool valid) =>
        Assert.Equal(valid, Bodies.JobWith($$""", "options": {"queue": "{{new string('a', length)}}"}""").IsValid);

    [Fact]
    public void Is_told_everything_that_is_wrong_in_order() =>
        Assert.Equal(
            ["id", "type", "args", "options.queue", "options.priority"],
            Bodies.Job("""{"options": {"priority": 500, "queue": "Q"}, "id": "x"}""").Problems.Select(p => p.Field));

    [Fact]
    public void Is_told_no_more_than_twenty_things() =>
        Assert.Equal(20, Bodies.JobWith($""", "tags": [{string.Join(',', Enumerable.Repeat(1, 99))}]""").Problems.Length);

    [Fact]
    public void Is_answered_and_never_thrown_at_whatever_it_is()
    {
        const string Sample =
            """
            {"type":"a.b","args":[1,{"k":"v"}],"id":"x","meta":{"a":1},"options":{"queue":"q","retry":{"max_attempts":2},
            "unique":{"keys":["args"],"args_keys":["k"]}}}
            """;
        var cuts =
            from at in Gen.Choose(0, Sample.Length - 1)
            from length in Gen.Choose(0, 12)
            from filling in Gen.Elements("", "null", "[]", "{}", "1e999", "\"\\ud800\"", "-0", "\"", ",", "}")
            select Sample.Remove(at, Math.Min(length, Sample.Length - at)).Insert(at, filling);

        Laws.Hold(cuts, json => Assert.NotEqual(Bodies.Job(json).IsValid, Bodies.Job(json).Problems.Length > 0), times: 3_000);
    }

    private static (string Code, string Field) CodeAndField(string json, EnvelopeLimits limits) =>
        Bodies.Job(json, limits).Only() is var problem ? (problem.Code, problem.Field) : default;

    private static void IsRefused<T>(string field, Parsed<T> parsed)
        where T : class
    {
        var problem = parsed.Only();

        Assert.Equal((400, "invalid_request", field), (problem.Status, problem.Code, problem.Field));
    }
}
