using System.Text.Json;
using System.Text.Json.Serialization;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Journals;

/// <summary>The exact JSON of every event. It is on disk for ever: a line here is added, never changed.</summary>
public sealed class StoredEvents
{
    private const string At = "2026-01-01T12:00:00+00:00";

    private static readonly (JobEvent Event, string Json)[] Pinned =
    [
        (new JobRequested(Request, "hash", ["colour"], Noon),
            $$$"""{"type":"job.requested.v1","request":{"id":"31a89a91-43d8-4786-a195-9b25cec28a44","service":"example","job":{"prefixName":"bb","namespace":"default","image":"busybox","command":[],"args":[],"ttlSecondsAfterFinished":60,"backoffLimit":0,"activeDeadlineSeconds":3600,"gpus":0,"env":[],"envFrom":[],"limits":{},"requests":{},"nodeSelector":{},"tolerations":[],"volumes":[],"labels":{},"annotations":{}},"webhookUrl":"http://webhook.com"},"payloadHash":"hash","ignored":["colour"],"at":"{{{At}}}"}"""),
        (new JobRejected("example", "http://a", Boom, [BrokenRule], "hash", Noon),
            $$$"""{"type":"job.rejected.v1","service":"example","webhookUrl":"http://a","error":{"errorCode":"A108","message":"exit code 1","reason":"ExitCode","exitCode":1,"podName":"bb-fbe70e59-ww7g2","container":"example"},"payloadHash":"hash","violations":[{"field":"job.image","rule":"is required"}],"at":"{{{At}}}"}"""),
        (new DuplicateIgnored("other", Noon), $$$"""{"type":"job.duplicate-ignored.v1","payloadHash":"other","at":"{{{At}}}"}"""),
        (new JobCreated(Ref, Noon),
            $$$"""{"type":"job.created.v1","ref":{"namespace":"default","name":"bb-fbe70e59","uid":"uid-1"},"at":"{{{At}}}"}"""),
        (new JobCreateDeferred(2, "away", Noon, Noon),
            $$$"""{"type":"job.create-deferred.v1","attempt":2,"error":"away","retryAt":"{{{At}}}","at":"{{{At}}}"}"""),
        (new JobNameTaken("bb-fbe70e59", Noon), $$$"""{"type":"job.name-taken.v1","name":"bb-fbe70e59","at":"{{{At}}}"}"""),
        (new PodStarted(Pod, Noon),
            $$$"""{"type":"job.pod-started.v1","pod":{"name":"bb-fbe70e59-ww7g2","uid":"pod-1"},"at":"{{{At}}}"}"""),
        (new JobSucceeded(120, Noon), $$$"""{"type":"job.succeeded.v1","durationSeconds":120,"at":"{{{At}}}"}"""),
        (new JobFailed(new("A108", "m", "OOMKilled", 137), Noon),
            $$$"""{"type":"job.failed.v1","error":{"errorCode":"A108","message":"m","reason":"OOMKilled","exitCode":137},"at":"{{{At}}}"}"""),
        (new JobAborted(new("A106", "<gone> 'ä'", "JobDeleted"), Noon),
            $$$"""{"type":"job.aborted.v1","error":{"errorCode":"A106","message":"<gone> 'ä'","reason":"JobDeleted"},"at":"{{{At}}}"}"""),
        (new PodStuck("Unschedulable", "no node", Pod, Noon),
            $$$"""{"type":"job.pod-stuck.v1","reason":"Unschedulable","message":"no node","pod":{"name":"bb-fbe70e59-ww7g2","uid":"pod-1"},"at":"{{{At}}}"}"""),
        (new PodReplaced(Pod, new("bb-2", "pod-2"), Noon),
            $$$"""{"type":"job.pod-replaced.v1","lost":{"name":"bb-fbe70e59-ww7g2","uid":"pod-1"},"by":{"name":"bb-2","uid":"pod-2"},"at":"{{{At}}}"}"""),
        (new JobRemoveRefused("Forbidden", "may not", Noon),
            $$$"""{"type":"job.remove-refused.v1","reason":"Forbidden","error":"may not","at":"{{{At}}}"}"""),
        (new JobRemoved(Noon), $$$"""{"type":"job.removed.v1","at":"{{{At}}}"}"""),
        (new JobRedriven(2, Ref, Noon),
            $$$"""{"type":"job.redriven.v1","attempt":2,"former":{"namespace":"default","name":"bb-fbe70e59","uid":"uid-1"},"at":"{{{At}}}"}"""),
        (new CallbackDelivered(0, 1, 204, 12, Noon),
            $$$"""{"type":"callback.delivered.v1","sequence":0,"attempt":1,"statusCode":204,"durationMs":12,"at":"{{{At}}}"}"""),
        (new CallbackFailed(1, 2, null, "reset", 12, Noon, Noon),
            $$$"""{"type":"callback.failed.v1","sequence":1,"attempt":2,"error":"reset","durationMs":12,"retryAt":"{{{At}}}","at":"{{{At}}}"}"""),
        (new CallbackAbandoned(1, 10, 410, "gone", true, Noon),
            $$$"""{"type":"callback.abandoned.v1","sequence":1,"attempt":10,"statusCode":410,"error":"gone","endsDelivery":true,"at":"{{{At}}}"}"""),
        (new CallbackRefused(1, 2, "https://a/b", "A111", "not there", Noon),
            $$$"""{"type":"callback.refused.v1","sequence":1,"attempt":2,"url":"https://a/b","errorCode":"A111","reason":"not there","at":"{{{At}}}"}"""),
        (new CallbackResent(1, "https://other.example/hook", Noon),
            $$$"""{"type":"callback.resent.v1","sequence":1,"url":"https://other.example/hook","at":"{{{At}}}"}"""),
    ];

    public static TheoryData<string> Names() => [.. Pinned.Select(p => p.Event.GetType().Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_written_exactly_so(string name)
    {
        var (e, json) = Pinned.Single(p => p.Event.GetType().Name == name);

        Assert.Equal(json, System.Text.Encoding.UTF8.GetString(JobJson.Write(e)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_read_back_whatever_the_order_of_their_properties(string name)
    {
        var json = Pinned.Single(p => p.Event.GetType().Name == name).Json;

        Assert.Equal(json, Rewritten(json));
        Assert.Equal(
            json, Rewritten(System.Text.Encoding.UTF8.GetString(CanonicalJson.Of(System.Text.Encoding.UTF8.GetBytes(json)))));
    }

    [Fact]
    public void Are_all_in_the_table()
    {
        var types = typeof(JobEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(JobEvent))).Select(t => t.Name).Order();

        Assert.Equal(types, Pinned.Select(p => p.Event.GetType().Name).Order());
        Assert.Equal(types, Derived<JobEvent>());
    }

    [Fact]
    public void Are_read_though_a_list_is_missing_or_null()
    {
        var requested = Read<JobRequested>("""{"request":{"id":"1","service":"s","job":{"prefixName":"p","namespace":"n","image":"i"}},"payloadHash":"h","at":"2026-01-01T12:00:00Z","type":"job.requested.v1"}""");
        var rejected = Read<JobRejected>("""{"type":"job.rejected.v1","violations":null,"error":{"errorCode":"A100","message":"","reason":"Invalid"},"payloadHash":"h","at":"2026-01-01T12:00:00Z"}""");

        Assert.Empty(requested.Ignored);
        Assert.Empty(requested.Request.Job.Env);
        Assert.Empty(requested.Request.Job.NodeSelector);
        Assert.Equal((60, 3600), (requested.Request.Job.TtlSecondsAfterFinished, requested.Request.Job.ActiveDeadlineSeconds));
        Assert.Empty(rejected.Violations);
        Assert.Null(rejected.Trace);
    }

    [Fact]
    public void Of_an_aborted_job_say_that_its_job_is_to_go_only_where_it_is() => Assert.EndsWith(
        $$$""","removes":true,"at":"{{{At}}}"}""",
        System.Text.Encoding.UTF8.GetString(JobJson.Write(new JobAborted(Boom, Noon, Removes: true))), StringComparison.Ordinal);

    [Fact]
    public void Of_a_rejected_message_name_its_trace_only_where_it_has_one() => Assert.Equal(
        $$$"""{"type":"job.rejected.v1","error":{"errorCode":"A100","message":"","reason":"Invalid"},"payloadHash":"hash","trace":{"parent":"00-1","state":"a=1"},"violations":[],"at":"{{{At}}}"}""",
        System.Text.Encoding.UTF8.GetString(JobJson.Write(
            new JobRejected(null, null, new("A100", "", "Invalid"), [], "hash", Noon, new("00-1", "a=1")))));

    [Fact]
    public void Of_a_deferred_creation_give_a_reason_only_where_the_cluster_refused_it() => Assert.EndsWith(
        $$$""","reason":"QuotaExceeded","at":"{{{At}}}"}""",
        System.Text.Encoding.UTF8.GetString(JobJson.Write(new JobCreateDeferred(1, "e", Noon, Noon, "QuotaExceeded"))), StringComparison.Ordinal);

    [Fact]
    public void Of_an_abandoned_callback_say_how_long_it_took_and_that_later_ones_count() => Assert.EndsWith(
        $$$""","endsDelivery":true,"durationMs":5,"countsOn":true,"at":"{{{At}}}"}""",
        System.Text.Encoding.UTF8.GetString(JobJson.Write(new CallbackAbandoned(0, 1, 410, "gone", true, Noon, 5, CountsOn: true))), StringComparison.Ordinal);

    [Fact]
    public void May_have_properties_of_a_later_version() =>
        Assert.Equal(120, Read<JobSucceeded>("""{"type":"job.succeeded.v1","durationSeconds":120,"later":{"x":[]},"at":"2026-01-01T12:00:00Z"}""").DurationSeconds);

    [Fact]
    public void Of_an_unknown_type_are_an_error() =>
        Assert.Throws<JsonException>(() => Read<JobEvent>("""{"type":"job.invented.v1","at":"2026-01-01T12:00:00Z"}"""));

    [Fact]
    public void Have_commands_beside_them_that_survive_their_json()
    {
        var commands = Core.Tests.Jobs.CommandTable.Commands.Values.ToList();

        Assert.Equal(Derived<JobCommand>(), commands.Select(c => c.GetType().Name).Distinct().Order());
        Assert.All(commands, command =>
        {
            var json = JsonSerializer.Serialize(command, JobJson.Command);
            Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, JobJson.Command)!, JobJson.Command));
        });
    }

    [Fact]
    public void Have_a_state_beside_them_without_what_can_be_computed()
    {
        var json = JsonSerializer.Serialize(Core.Tests.Jobs.CommandTable.Jobs["Rejected"], JobJson.State);

        Assert.StartsWith("""{"state":"rejected","version":1,"firstAt":"2026-01-01T12:00:00+00:00","error":{""", json, StringComparison.Ordinal);
        Assert.Contains(""","callbacks":[{"sequence":0,"status":99,"detail":{"error":{""", json, StringComparison.Ordinal);
        Assert.Contains(""","state":"pending","attempts":0,""", json, StringComparison.Ordinal);
        Assert.DoesNotContain("isFinal", json, StringComparison.Ordinal);
        Assert.DoesNotContain("nextCallback", json, StringComparison.Ordinal);
        Assert.DoesNotContain("resent", json, StringComparison.Ordinal);
        Assert.DoesNotContain("countsOn", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Have_an_empty_state_that_can_be_read_from_nothing() =>
        Assert.Equal(Job.None, JsonSerializer.Deserialize("{}", JobJson.State));

    private static IEnumerable<string> Derived<T>() =>
        typeof(T).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
            .Cast<JsonDerivedTypeAttribute>().Select(a => a.DerivedType.Name).Order();

    private static T Read<T>(string json) => Assert.IsAssignableFrom<T>(JsonSerializer.Deserialize(json, JobJson.Event));

    private static string Rewritten(string json) =>
        System.Text.Encoding.UTF8.GetString(JobJson.Write(JsonSerializer.Deserialize(json, JobJson.Event)!));
}
