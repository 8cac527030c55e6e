using JobWorker.Core.Messages;
using static JobWorker.Core.Tests.Messages.Reading;

namespace JobWorker.Core.Tests.Messages;

/// <summary>Alternative spellings, and what they are read as.</summary>
public sealed class WhatIsRead
{
    [Theory]
    [InlineData("true", "2", 2)]
    [InlineData("true", "null", 1)]
    [InlineData("false", "2", 0)]
    [InlineData("null", "2", 0)]
    public void Counts_gpus_only_when_enabled(string enable, string number, int gpus)
    {
        var message = $$$"""{"id":"1","service":"s","job":{"prefixName":"p","namespace":"n","image":"i","gpuEnable":{{{enable}}},"gpuNumber":{{{number}}}}}""";

        Assert.Equal(gpus, Valid(message).Job.Gpus);
    }

    [Fact]
    public void Refuses_no_gpus_when_enabled() => Assert.Equal<Violation>(
        [new Violation("job.gpuNumber", "must be a whole number from 1 to 16")],
        Invalid("""{"id":"1","service":"s","job":{"prefixName":"p","namespace":"n","image":"i","gpuEnable":true,"gpuNumber":0}}""").Violations);

    [Fact]
    public void Turns_numbers_and_booleans_of_env_into_text_as_written() => Assert.Equal<EnvVar>(
        [new EnvVar("A", "1.50"), new EnvVar("B", "true"), new EnvVar("C", "false"), new EnvVar("D", "")],
        Valid(SmallWith("job.env", """[{"name":"A","value":1.50},{"name":"B","value":true},{"name":"C","value":false},{"name":"D"}]""")).Job.Env);

    [Fact]
    public void Joins_both_spellings_of_env_from_and_drops_duplicates() => Assert.Equal<EnvSource>(
        [new("a", EnvSourceKind.Secret), new("b", EnvSourceKind.ConfigMap), new EnvSource("a", EnvSourceKind.ConfigMap)],
        Valid(Job("""
            "envFrom":[{"name":"a","type":"Secret"},{"name":"b","type":"configmap"}],
            "envRef":[{"name":"a","type":"secret"},{"name":"a","type":"CONFIGMAP"}]
            """)).Job.EnvFrom);

    [Fact]
    public void Joins_both_spellings_of_tolerations() => Assert.Equal<Toleration>(
        [new("a", "1", "Equal", "NoSchedule"), new("", null, "Exists", "NoExecute"), new Toleration("c", "", "Equal", "NoSchedule")],
        Valid(Job("""
            "toleration":{"key":"a","value":"1"},
            "tolerations":[{"operator":"Exists","effect":"NoExecute"},{"key":"c"},{"key":"a","value":"1"}]
            """)).Job.Tolerations);

    [Fact]
    public void Joins_both_spellings_of_volumes() => Assert.Equal<Volume>(
        [new Volume("/a", "one", ReadOnly: false, SubPath: null), new Volume("/b/c", "two", ReadOnly: true, SubPath: "d")],
        Valid(Job("""
            "volume":{"mountPath":"a","pvc":"one"},
            "volumes":[{"mountPath":"//b/./c/","pvc":"two","readOnly":true,"subPath":"d"}]
            """)).Job.Volumes);

    [Theory]
    [InlineData("""{"matchKey":"a","matchValue":"b"}""")]
    [InlineData("""{"MATCHKEY":"a","matchvalue":"b"}""")]
    [InlineData("""{"a":"b"}""")]
    public void Reads_either_node_selector(string json) =>
        Assert.Equal([KeyValuePair.Create("a", "b")], Valid(SmallWith("job.nodeSelector", json)).Job.NodeSelector);

    [Theory]
    [InlineData("job.nodeSelector", """{"matchKey":"","matchValue":""}""")]
    [InlineData("job.toleration", """{"key":"","value":""}""")]
    [InlineData("job.volume", """{"mountPath":"","pvc":""}""")]
    [InlineData("job.resources", """{"limits":{"cpu":"","memory":""},"requests":{"cpu":"","memory":""}}""")]
    [InlineData("job.serviceAccount", "\"\"")]
    [InlineData("webhook.url", "\"\"")]
    public void Takes_empty_texts_for_nothing(string path, string json)
    {
        var request = Valid(SmallWith(path, json));

        Assert.Empty(request.Job.NodeSelector);
        Assert.Empty(request.Job.Tolerations);
        Assert.Empty(request.Job.Volumes);
        Assert.Null(request.Job.ServiceAccount);
        Assert.Null(request.Job.Limits.Cpu);
        Assert.Equal(path == "webhook.url" ? null : "http://webhook.com", request.WebhookUrl);
    }

    [Fact]
    public void Ignores_case_of_names_but_prefers_the_exact_one()
    {
        var reading = Assert.IsType<MessageReading.Valid>(Read("""
            {"ID":"other","id":"1","Service":"s","JOB":{"PrefixName":"p","NAMESPACE":"n","image":"i","IMAGE":"j"},"Webhook":{"URL":"http://a"}}
            """));

        Assert.Equal(
            ("1", "s", "i", "http://a"),
            (reading.Request.Id, reading.Request.Service, reading.Request.Job.Image, reading.Request.WebhookUrl));
        Assert.Equal<string>(["job.IMAGE", "ID"], reading.Ignored);
    }

    [Fact]
    public void Takes_the_last_of_equal_names() => Assert.Equal(
        "b", Valid("""{"id":"1","service":"a","service":"b","job":{"prefixName":"p","namespace":"n","image":"i"}}""").Service);

    [Fact]
    public void Lists_unknown_properties_by_path()
    {
        var message = """
            {"id":"1","service":"s","colour":1,"webhook":{"url":"http://a","method":"GET"},
             "job":{"prefixName":"p","namespace":"n","image":"i","privileged":true,"env":[{"name":"A","x":1}],
                    "resources":{"limits":{"gpu":"1"},"claims":[]},"volume":{"mountPath":"a","pvc":"b","size":1}}}
            """;

        Assert.Equal(
            ["colour", "job.env[0].x", "job.privileged", "job.resources.claims", "job.resources.limits.gpu", "job.volume.size", "webhook.method"],
            Assert.IsType<MessageReading.Valid>(Read(message)).Ignored.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Reports_every_violation_in_the_order_of_the_table()
    {
        var invalid = Invalid("""
            {"webhook":{"url":"ftp://a"},"service":"S","id":"1",
             "job":{"volume":{"mountPath":"/"},"env":[{"name":"1"},{"name":"B"},{"value":[]}],"image":"","namespace":"n","backoffLimit":-1}}
            """);

        Assert.Equal(
            ["service", "job.prefixName", "job.image", "job.backoffLimit", "job.env[0].name", "job.env[2].name", "job.env[2].value",
                "job.volume.mountPath", "job.volume.pvc", "webhook.url"],
            invalid.Violations.Select(v => v.Field));
        Assert.Equal(("1", null, null), (invalid.Id, invalid.Service, invalid.WebhookUrl));
    }

    [Fact]
    public void Keeps_what_can_be_used_of_an_invalid_message()
    {
        var invalid = Invalid("""{"id":"1","service":"s","webhook":{"url":"http://a"}}""");

        Assert.Equal(("s", "http://a"), (invalid.Service, invalid.WebhookUrl));
        Assert.Equal<Violation>([new Violation("job", "is required and must be an object")], invalid.Violations);
    }

    private static string Job(string properties) =>
        $$$"""{"id":"1","service":"s","job":{"prefixName":"p","namespace":"n","image":"i",{{{properties}}}}}""";
}
