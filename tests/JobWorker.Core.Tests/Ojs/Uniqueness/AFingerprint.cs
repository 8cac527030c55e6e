using System.Security.Cryptography;
using System.Text;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Uniqueness;

namespace JobWorker.Core.Tests.Ojs.Uniqueness;

public sealed class AFingerprint
{
    private static readonly JobSpec Email = new()
    {
        Type = "email.send",
        Queue = "notifications",
        Args = RawJson.Parse("""["x", {"user_id": 42, "template": "welcome"}, {"user_id": 7}]"""),
        Meta = RawJson.Parse("""{"trace_id": "abc123", "tenant_id": "acme"}"""),
    };

    [Theory]
    [InlineData("", "", "", """{"type":"email.send"}""")]
    [InlineData("type", "", "", """{"type":"email.send"}""")]
    [InlineData("queue", "", "", """{"queue":"notifications","type":"email.send"}""")]
    [InlineData(
        "type args", "", "", """{"args":["x",{"template":"welcome","user_id":42},{"user_id":7}],"type":"email.send"}""")]
    [InlineData(
        "args queue type", "user_id", "", """{"args":{"user_id":42},"queue":"notifications","type":"email.send"}""")]
    [InlineData("args", "user_id template", "", """{"args":{"template":"welcome","user_id":42},"type":"email.send"}""")]
    [InlineData("meta", "", "tenant_id missing", """{"meta":{"tenant_id":"acme"},"type":"email.send"}""")]
    [InlineData("type", "user_id", "tenant_id", """{"type":"email.send"}""")]
    public void Is_of_what_the_rule_names_and_the_type(string keys, string argsKeys, string metaKeys, string canonical)
    {
        var rule = new UniqueRule { Keys = Words(keys), ArgsKeys = Words(argsKeys), MetaKeys = Words(metaKeys) };

        Assert.Equal(canonical, Fingerprint.Canonical(rule, Email));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))), Fingerprint.Of(rule, Email));
    }

    [Theory]
    [InlineData("""[{"a": 1, "b": [1.0, 2e0]}]""", """[{"b":[1,2],"a":1.000}]""", true)]
    [InlineData("""["\u00e9"]""", """["e\u0301"]""", true)]
    [InlineData("""["é"]""", """["e"]""", false)]
    [InlineData("[1]", "[\"1\"]", false)]
    [InlineData("[9007199254740993]", "[9007199254740992]", false)]
    [InlineData("[null]", "[]", false)]
    [InlineData("[1, 2]", "[2, 1]", false)]
    public void Is_the_same_for_what_means_the_same(string first, string second, bool same) =>
        Assert.Equal(same, OfArgs(first) == OfArgs(second));

    private static string OfArgs(string args) =>
        Fingerprint.Of(new UniqueRule { Keys = ["args"] }, Email with { Args = RawJson.Parse(args) });

    private static System.Collections.Immutable.ImmutableArray<string> Words(string words) =>
        [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
