using System.Collections.Immutable;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Schemas;

namespace JobWorker.Core.Tests.Ojs.Schemas;

/// <summary>Schemas, and arguments that keep to them or do not.</summary>
public sealed class ASchema
{
    private const string Training = """
        {"type":"array","minItems":1,"maxItems":1,"items":[{"type":"object","required":["model","rate"],"additionalProperties":false,
        "properties":{"model":{"type":"string","pattern":"^[a-z-]+$","minLength":2},"rate":{"type":"number","minimum":0,"maximum":1},
        "size":{"type":"integer","enum":[16,32]}}}]}
        """;

    [Theory]
    [InlineData("""[{"model":"resnet","rate":0.5}]""")]
    [InlineData("""[{"model":"resnet","rate":1,"size":32.0}]""")]
    public void Holds(string args) => Assert.Empty(Check(Training, args));

    [Theory]
    [InlineData("""[]""", "args", "must have at least 1 elements")]
    [InlineData("""["x"]""", "args[0]", "must be of type object")]
    [InlineData("""[{"rate":0.5}]""", "args[0].model", "is required")]
    [InlineData("""[{"model":"R2","rate":0.5}]""", "args[0].model", "must match ^[a-z-]+$")]
    [InlineData("""[{"model":"resnet","rate":1.5}]""", "args[0].rate", "must be at most 1")]
    [InlineData("""[{"model":"resnet","rate":1,"size":17}]""", "args[0].size", "must be one of [16,32]")]
    [InlineData("""[{"model":"resnet","rate":1,"more":1}]""", "args[0].more", "must not be there")]
    [InlineData("""[{"model":"\ud800","rate":1}]""", "args", "must have whole characters only")]
    public void Says_where_what_is_wrong(string args, string path, string rule) =>
        Assert.Contains(new SchemaProblem(path, rule), Check(Training, args));

    [Theory]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"integer"}]}""", "7", 0)]
    [InlineData("""{"oneOf":[{"type":"number"},{"type":"integer"}]}""", "7", 1)]
    [InlineData("""{"not":{"type":"null"}}""", "null", 1)]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}}""", """["a",1,"b"]""", 1)]
    [InlineData("""{"uniqueItems":true}""", "[1,2,1.0]", 1)]
    [InlineData("""{"maxLength":1}""", "\"\\ud83d\\ude00\"", 0)]
    [InlineData("""{"multipleOf":0.1}""", "0.3", 0)]
    public void Keeps_to_the_standard_where_it_is_easy_to_get_wrong(string schema, string value, int problems) =>
        Assert.Equal(problems, Check(schema, value).Length);

    [Theory]
    [InlineData("""{"$ref":"#/a"}""", "/$ref")]
    [InlineData("""{"properties":{"a":{"if":true}}}""", "/properties/a/if")]
    [InlineData("""{"pattern":"(?=a)b"}""", "/pattern")]
    [InlineData("""{"type":"text"}""", "/type")]
    [InlineData("[]", "")]
    public void Is_refused_where_it_would_not_be_kept(string schema, string path)
    {
        var (read, problems) = JsonSchema.Parse(RawJson.Parse(schema).ToElement());

        Assert.Null(read);
        Assert.Equal(path, Assert.Single(problems).Path);
    }

    private static ImmutableArray<SchemaProblem> Check(string schema, string value) =>
        JsonSchema.Parse(RawJson.Parse(schema).ToElement()).Schema!.Check(RawJson.Parse(value).ToElement(), "args");
}
