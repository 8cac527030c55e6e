using JobWorker.Core.Messages;
using static JobWorker.Core.Tests.Messages.Reading;

namespace JobWorker.Core.Tests.Messages;

/// <summary>The table of the message contract, section 1: for every row values that keep it and values that break it.</summary>
public sealed class EveryRowOfTheContract
{
    private static readonly (string Path, string[] Kept, string[] Broken)[] Table =
    [
        ("service", ["'a'", "'a-1'", $"'{X(63)}'"], ["'A'", "'-a'", "'a-'", "'a.b'", "'a b'", "''", $"'{X(64)}'", "1", "[]", "'a\\n'"]),
        ("job.prefixName", ["'a'", "'1'", "'a-'", $"'{X(53)}'"], ["''", "'-a'", "'A'", "'a.b'", "'a_b'", $"'{X(54)}'", "7"]),
        ("job.namespace", ["'a'", "'kube-system'", $"'{X(63)}'"], ["''", "'A'", "'a.b'", "'a-'", $"'{X(64)}'", "true"]),
        ("job.image",
            ["'a'", "'a/b'", "'a:1'", "'localhost:5000/a/b_c/d--e:v1.0_x'", "'ghcr.io/x/y@sha256:" + X(64) + "'", "'A.b/c'", "'a__b'"],
            ["''", "' a'", "'a '", "'a b'", "'a\\tb'", "'A'", "'a:'", "'/a'", "'a//b'", "'a@sha256:1'", "'http://a/b'", $"'{X(513)}'", "1"]),
        ("job.command", ["[]", "['a']", "['', ' ', '\\n']"], ["'a'", "{}", "[1]", "[null]", "[['a']]", "['a\\u0000b']"]),
        ("job.args", ["[]", "['a', 'b']"], ["'a'", "[true]", "0"]),
        ("job.serviceAccount", ["'a'", "'a.b'", "''"], ["'A'", "'a_b'", "'a..b'", "1"]),
        ("job.ttlSecondsAfterFinished", ["31", "60", "2147483647", "60.0", "6e1"], ["30", "0", "-1", "2147483648", "31.5", "'60'", "1e99", "true"]),
        ("job.backoffLimit", ["0", "100"], ["-1", "101", "'0'", "0.5"]),
        ("job.activeDeadlineSeconds", ["60", "86400"], ["59", "86401", "0", "'600'"]),
        ("job.gpuEnable", ["true", "false"], ["1", "'true'", "0"]),
        ("job.gpuNumber", ["1", "16", "0"], ["17", "-1", "'1'"]),
        ("job.env",
            ["[]", "[{'name':'A','value':'b'}]", "[{'name':'_a.b-c','value':''}]", "[{'name':'A','value':1.50}]", "[{'name':'A','value':true}]",
                "[{'name':'A'}]", "[{'name':'A','value':null}]"],
            ["{}", "'A'", "[1]", "[null]", "[{}]", "[{'name':'1A','value':''}]", "[{'name':'A=B','value':''}]", "[{'name':'A','value':[]}]",
                "[{'name':'A','value':'\\u0000'}]"]),
        ("job.envFrom",
            ["[]", "[{'name':'a','type':'configmap'}]", "[{'name':'a','type':'ConfigMap'}]", "[{'name':'a.b','type':'SECRET'}]"],
            ["{}", "[{'name':'a'}]", "[{'type':'secret'}]", "[{'name':'A','type':'secret'}]", "[{'name':'a','type':'file'}]", "['a']"]),
        ("job.envRef", ["[{'name':'a','type':'secret'}]"], ["[{'name':'a','type':''}]", "5"]),
        ("job.resources",
            ["{}", "{'limits':{}}", "{'limits':{'cpu':'1','memory':'1Gi'}}", "{'requests':{'cpu':'1'}}", "{'limits':{'cpu':2},'requests':{'cpu':'2000m'}}",
                "{'limits':{'cpu':'','memory':''}}", "{'limits':null}"],
            ["[]", "'1'", "{'limits':'1'}", "{'limits':{'cpu':'one'}}", "{'limits':{'cpu':'-1'}}", "{'limits':{'memory':'1gb'}}",
                "{'limits':{'cpu':true}}", "{'limits':{'cpu':'1'},'requests':{'cpu':'1001m'}}", "{'limits':{'memory':'1G'},'requests':{'memory':'1Gi'}}"]),
        ("job.nodeSelector",
            ["{}", "{'matchKey':'a','matchValue':'b'}", "{'a/b':'c','d':''}", "{'matchKey':'','matchValue':''}"],
            ["[]", "'a'", "{'matchKey':'a'}", "{'matchValue':'a'}", "{'matchKey':'a b','matchValue':'c'}", "{'a':1}", "{'-a':'b'}", "{'a':'-b'}",
                "{'A/B':'c'}"]),
        ("job.toleration",
            ["{'key':'a','value':'b'}", "{'key':'a'}", "[{'key':'a','operator':'Exists'}]", "{'operator':'Exists'}", "{'key':'','value':''}",
                "{'key':'a','operator':'Equal','effect':'NoExecute'}", "{'key':'a','effect':'PreferNoSchedule'}", "[]"],
            ["'a'", "{'value':'b'}", "{'key':'a b'}", "{'key':'a','value':' '}", "{'key':'a','operator':'In'}", "{'key':'a','effect':'Never'}",
                "{'key':'a','operator':'Exists','value':'b'}", "[null]", "{'key':1}"]),
        ("job.tolerations", ["[{'key':'a'},{'key':'b'}]", "{'key':'a'}"], ["[{'key':'/'}]", "1"]),
        ("job.volume",
            ["{'mountPath':'a','pvc':'b'}", "{'mountPath':'/a/b','pvc':'b.c','readOnly':true,'subPath':'x/y'}", "[{'mountPath':'/a','pvc':'b'}]",
                "{'mountPath':'','pvc':''}"],
            ["'a'", "{'mountPath':'/a'}", "{'pvc':'a'}", "{'mountPath':'/','pvc':'a'}", "{'mountPath':'/a/../b','pvc':'a'}",
                "{'mountPath':'/a:b','pvc':'a'}", "{'mountPath':'/a','pvc':'A'}", "{'mountPath':'/a','pvc':'a','readOnly':'yes'}",
                "{'mountPath':'/a','pvc':'a','subPath':'/x'}", "{'mountPath':'/a','pvc':'a','subPath':'../x'}",
                "[{'mountPath':'/a','pvc':'a'},{'mountPath':'a/','pvc':'b'}]"]),
        ("job.volumes", ["[{'mountPath':'a','pvc':'b'},{'mountPath':'c','pvc':'b'}]"], ["[5]", "7"]),
        ("job.labels", ["{}", "{'a.b/c_d':'E'}", "{'a':''}"], ["[]", "{'a b':'c'}", "{'a':'b c'}", "{'a':1}", "{'':'a'}", $"{{'a':'{X(64)}'}}"]),
        ("job.annotations", ["{'a':'any text: {}'}", $"{{'a':'{X(999)}'}}"], ["'a'", "{'a b':'c'}", "{'a':1}", "{'a/b/c':''}"]),
        ("webhook", ["{}"], ["'http://a'", "[]"]),
        ("webhook.url",
            ["'http://a'", "'https://a.b:8443/c?d=e%20f'", "'HTTPS://A/'", "'http://127.0.0.1/'", "'http://[::1]:80/x'", "'http://a:65535'", "'http://b\\u00fccher.example/'",
                "'http://xn--bcher-kva.example'", "'http://a/b%20c?d=%25'", "''", $"'http://a/{X(2039)}'"],
            ["'a'", "'/a'", "'ftp://a'", "'http://'", "'http:///a'", "'http://u@a'", "'http://u:p@a'", "'http://@a'", "'http://a#b'", "'http://a/#'",
                "' http://a'", "'http://a '", "'http://a b'", "'http://a\\\\@b'", "'javascript:alert(1)'", "'http:a'", "1", $"'http://a/{X(2040)}'",
                "'http://a:99999'", "'http://a\\n'", "'http://a:0'", "'http://a:65536'", "'http://a:-1'", "'http://a:b'", "'http://[fe80::1%eth0]/'",
                "'http://[fe80::1%25eth0]/'", "'http://[fe80::1%253]/'", "'http://a%2eb/'", "'http://[::1'", $"'http://a/{X(8000)}'",
                "'http://\\u3000a/'", "'http://a/\\u00a0'", $"'http://{X(64)}/'", $"'http://{string.Join('.', Enumerable.Repeat(X(63), 4))}/'", "'http://256.256.256.256/'", "'http://999999999999/'",
                "'http://a..b/'", "'http://a.1./'"]),
    ];

    internal static IEnumerable<(string Path, string Json)> KeptRows =>
        Table.SelectMany(row => row.Kept.Select(json => (row.Path, Json(json))));

    internal static IEnumerable<(string Path, string Json)> BrokenRows =>
        Table.SelectMany(row => row.Broken.Select(json => (row.Path, Json(json))));

    internal static IEnumerable<string> OptionalPaths =>
        Table.Select(row => row.Path).Except(["service", "job.prefixName", "job.namespace", "job.image"]);

    public static TheoryData<string, string> Kept() => Cases.Of(KeptRows);

    public static TheoryData<string, string> Broken() => Cases.Of(BrokenRows);

    public static TheoryData<string> OptionalFields() => [.. OptionalPaths];

    [Theory]
    [MemberData(nameof(Kept))]
    public void Takes(string path, string json) => Valid(SmallWith(path, json));

    [Theory]
    [MemberData(nameof(Broken))]
    public void Refuses(string path, string json)
    {
        var invalid = Invalid(SmallWith(path, json));

        Assert.StartsWith(path, Assert.Single(invalid.Violations).Field, StringComparison.Ordinal);
        Assert.Equal("id-1", invalid.Id);
    }

    [Theory]
    [InlineData("service", "service")]
    [InlineData("job", "job")]
    [InlineData("job.prefixName", "job.prefixName")]
    [InlineData("job.namespace", "job.namespace")]
    [InlineData("job.image", "job.image")]
    public void Misses_what_is_required(string path, string field)
    {
        foreach (var message in new[] { SmallWithout(path), SmallWith(path, "null") })
        {
            var violation = Assert.Single(Invalid(message).Violations);
            Assert.Equal(field, violation.Field);
            Assert.StartsWith("is required", violation.Rule, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(OptionalFields))]
    public void Reads_null_as_absent(string path) => Valid(SmallWith(path, "null"));

    [Theory]
    [InlineData("a")]
    [InlineData("A-z.0_9:x")]
    [InlineData("128")]
    public void Takes_as_id(string id) =>
        Assert.Equal(id == "128" ? X(128) : id, Valid(SmallWith("id", $"\"{(id == "128" ? X(128) : id)}\"")).Id);

    [Theory]
    [InlineData("''")]
    [InlineData("'a b'")]
    [InlineData("'ä'")]
    [InlineData("'a/b'")]
    [InlineData("'a\\n'")]
    [InlineData("'\\u0000'")]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("129")]
    public void Cannot_use_as_id(string json) =>
        Assert.StartsWith(
            "id: ", Unusable(SmallWith("id", json == "129" ? $"\"{X(129)}\"" : Json(json))), StringComparison.Ordinal);

    [Fact]
    public void Cannot_do_without_an_id() => Assert.Equal(
        "id: is required and must be 1-128 characters of A-Z a-z 0-9 . _ : -", Unusable(SmallWithout("id")));

    [Fact]
    public void Fills_in_the_defaults()
    {
        var request = Valid("""{"id":"1","service":"s","job":{"prefixName":"p","namespace":"n","image":"i"}}""");

        Assert.Null(request.WebhookUrl);
        Assert.Equal(
            (60, 0, 3600, 0),
            (request.Job.TtlSecondsAfterFinished, request.Job.BackoffLimit, request.Job.ActiveDeadlineSeconds, request.Job.Gpus));
        Assert.Null(request.Job.ServiceAccount);
        Assert.Equal((new Resources(null, null), new Resources(null, null)), (request.Job.Limits, request.Job.Requests));
    }

    [Fact]
    public void Takes_a_lower_cap_for_the_default_deadline()
    {
        var limits = new MessageLimits(ActiveDeadlineSecondsMax: 1200);

        Assert.Equal(
            1200, Assert.IsType<MessageReading.Valid>(Read(Small().ToJsonString(), limits)).Request.Job.ActiveDeadlineSeconds);
        var invalid = Assert.IsType<MessageReading.Invalid>(Read(SmallWith("job.activeDeadlineSeconds", "1201"), limits));
        Assert.Equal<Violation>([new("job.activeDeadlineSeconds", "must be a whole number from 60 to 1200")], invalid.Violations);
    }

    private static string X(int length) => new('a', length);

    private static string Json(string text) => text.Replace('\'', '"');
}
