using System.Text.Json.Nodes;
using JobWorker.Ojs.Conformance.Matching;

namespace JobWorker.Ojs.Conformance.Runner;

public sealed class AMatcher
{
    [Theory]
    [InlineData("\"any\"", "null")]
    [InlineData("\"absent\"", "null")]
    [InlineData("null", "null")]
    [InlineData("\"exists\"", "0")]
    [InlineData("\"text\"", "\"text\"")]
    [InlineData("1", "1.0")]
    [InlineData("true", "true")]
    [InlineData("\"string:nonempty\"", "\"x\"")]
    [InlineData("\"string:uuidv7\"", "\"019539a4-b68c-7def-8000-1a2b3c4d5e6f\"")]
    [InlineData("\"string:uuid\"", "\"019539a4-b68c-4def-8000-1a2b3c4d5e6f\"")]
    [InlineData("\"string:datetime\"", "\"2026-02-12T10:30:00.000Z\"")]
    [InlineData("\"string:contains:max\"", "\"the max_attempts\"")]
    [InlineData("\"string:pattern(^a[0-9]$)\"", "\"a1\"")]
    [InlineData("\"number:range(400,422)\"", "422")]
    [InlineData("\"number:range(-1,0)\"", "-1")]
    [InlineData("\"number:positive\"", "1")]
    [InlineData("\"number:non_negative\"", "0")]
    [InlineData("\"~1000\"", "1499")]
    [InlineData("\"array:nonempty\"", "[0]")]
    [InlineData("\"array:empty\"", "[]")]
    [InlineData("\"array:length(2)\"", "[1,2]")]
    [InlineData("\"array:length:2\"", "[1,2]")]
    [InlineData("\"array:min:1\"", "[1,2]")]
    [InlineData("\"array:min_length:2\"", "[1,2]")]
    [InlineData("\"contains:2\"", "[1,2]")]
    [InlineData("\"not_contains:b\"", "[\"a\"]")]
    [InlineData("[1,\"any\"]", "[1,null]")]
    [InlineData("{\"a\":1}", "{\"a\":1,\"b\":2}")]
    [InlineData("{\"a\":\"absent\"}", "{\"b\":2}")]
    [InlineData("{\"$exists\":true}", "0")]
    [InlineData("{\"$exists\":false}", "null")]
    [InlineData("{\"$exists\":true,\"$type\":\"string\"}", "\"x\"")]
    [InlineData("{\"$match\":\"^a\"}", "\"ab\"")]
    [InlineData("{\"$in\":[1,\"b\"]}", "\"b\"")]
    [InlineData("{\"$or\":[1,2]}", "2")]
    [InlineData("{\"$size\":0}", "[]")]
    [InlineData("{\"$size\":{\"$gte\":1}}", "[1,2]")]
    [InlineData("{\"$empty\":true}", "[]")]
    [InlineData("{\"range\":{\"min\":1}}", "5")]
    public void Holds(string spec, string value) => Assert.True(Matchers.Of(JsonNode.Parse(spec))(JsonNode.Parse(value)));

    [Theory]
    [InlineData("\"absent\"", "0")]
    [InlineData("\"exists\"", "null")]
    [InlineData("\"text\"", "\"other\"")]
    [InlineData("1", "\"1\"")]
    [InlineData("1", "true")]
    [InlineData("true", "\"true\"")]
    [InlineData("false", "true")]
    [InlineData("\"string:nonempty\"", "\"\"")]
    [InlineData("\"string:nonempty\"", "1")]
    [InlineData("\"string:uuidv7\"", "\"019539a4-b68c-4def-8000-1a2b3c4d5e6f\"")]
    [InlineData("\"string:uuidv7\"", "\"019539A4-b68c-7def-8000-1a2b3c4d5e6f\"")]
    [InlineData("\"string:datetime\"", "\"2026-02-12\"")]
    [InlineData("\"string:datetime\"", "1707733800")]
    [InlineData("\"string:pattern(^a$)\"", "\"a\\n\"")]
    [InlineData("\"number:range(400,422)\"", "399")]
    [InlineData("\"number:range(400,422)\"", "\"400\"")]
    [InlineData("\"number:positive\"", "0")]
    [InlineData("\"~1000\"", "1501")]
    [InlineData("\"array:nonempty\"", "null")]
    [InlineData("\"array:empty\"", "null")]
    [InlineData("\"array:length(2)\"", "[1]")]
    [InlineData("\"array:min:3\"", "[1,2]")]
    [InlineData("\"contains:3\"", "[1,2]")]
    [InlineData("\"not_contains:a\"", "[\"a\"]")]
    [InlineData("[1]", "[1,2]")]
    [InlineData("{\"a\":null}", "{}")]
    [InlineData("{\"a\":\"absent\"}", "{\"a\":null}")]
    [InlineData("{\"$exists\":true,\"$type\":\"string\"}", "1")]
    [InlineData("{\"$in\":[1,2]}", "3")]
    [InlineData("{\"$size\":1}", "[]")]
    [InlineData("{\"range\":{\"min\":1,\"max\":2}}", "3")]
    public void Does_not_hold(string spec, string value) =>
        Assert.False(Matchers.Of(JsonNode.Parse(spec))(JsonNode.Parse(value)));

    [Theory]
    [InlineData("\"string:long\"")]
    [InlineData("\"number:odd\"")]
    [InlineData("\"array:sorted\"")]
    [InlineData("\"~many\"")]
    [InlineData("\"string:pattern(()\"")]
    [InlineData("{\"$type\":\"string\"}")]
    [InlineData("{\"$gte\":1}")]
    [InlineData("{\"$exists\":\"yes\"}")]
    [InlineData("{\"$exists\":true,\"$type\":\"date\"}")]
    [InlineData("{\"$in\":1}")]
    [InlineData("{\"$in\":[1],\"a\":1}")]
    [InlineData("{\"range\":{\"least\":1}}")]
    [InlineData("{\"a\":{\"$lt\":1}}")]
    public void Must_be_known(string spec) => Assert.Throws<NotUnderstoodException>(() => Matchers.Of(JsonNode.Parse(spec)));
}

public sealed class APath
{
    private static readonly JsonNode Root = JsonNode.Parse(
        """{"a":{"b":[{"id":"x","n":1},{"id":"y","n":2,"m":null}]},"none":null}""")!;

    [Theory]
    [InlineData("$.a.b[0].n", "1")]
    [InlineData("a.b[1].id", "\"y\"")]
    [InlineData("$.a.b[*].n", "[1,2]")]
    [InlineData("$.a.b[*].m", "[]")]
    [InlineData("$.a.b[?(@.id=='y')].n", "2")]
    [InlineData("$.a.missing.deeper", "null")]
    [InlineData("$.none", "null")]
    public void Leads_to(string path, string value)
    {
        var found = JsonPath.Parse(path).Resolve(Root);

        Assert.Null(found.Lost);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(value), found.Value));
    }

    [Theory]
    [InlineData("$.a.b[7]")]
    [InlineData("$.a[0]")]
    [InlineData("$.none.deeper")]
    [InlineData("$.a.b.c")]
    [InlineData("$.a.b[?(@.id=='z')].n")]
    public void Is_lost(string path) => Assert.NotNull(JsonPath.Parse(path).Resolve(Root).Lost);

    [Theory]
    [InlineData("")]
    [InlineData("$.")]
    [InlineData("$.a..b")]
    [InlineData("$.a[-1]")]
    [InlineData("$.a[?(@.n>1)]")]
    [InlineData("$.a[0")]
    public void Must_be_known(string path) => Assert.Throws<NotUnderstoodException>(() => JsonPath.Parse(path));
}

public sealed class ATemplate
{
    [Fact]
    public void Stands_for_what_a_step_was_answered()
    {
        var seen = new Templates();
        seen.Add("one", new JsonObject { ["job"] = new JsonObject { ["id"] = "x", ["n"] = 5 } });

        Assert.Equal("/jobs/x?n=5", seen.Fill("/jobs/{{steps.one.response.body.job.id}}?n={{steps.one.response.body.job.n}}"));
        Assert.Equal("""["x"]""", seen.Fill(new JsonArray("{{steps.one.response.body.job.id}}"))!.ToJsonString());
    }

    [Theory]
    [InlineData("{{steps.two.response.body.id}}")]
    [InlineData("{{steps.one.response.body.id}}")]
    public void Stays_where_it_stands_for_nothing(string text)
    {
        var seen = new Templates();
        seen.Add("one", []);

        Assert.Equal(text, seen.Fill(text));
    }
}
