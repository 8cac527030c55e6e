using JobWorker.Core.Messages;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Host.Ojs.KubernetesJobs;
using JobSpec = JobWorker.Core.Ojs.Jobs.JobSpec;

namespace JobWorker.Host.Tests.Ojs.KubernetesJobs;

/// <summary>What the message of a <c>kubernetes.job</c> takes over from the job's <c>meta</c>.</summary>
public sealed class AKubernetesJobInATrace
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static readonly MessageLimits Limits = new(ActiveDeadlineSecondsMax: 86_400);

    [Theory]
    [InlineData("""{"traceparent":"PARENT"}""", null)]
    [InlineData("""{"traceparent":"PARENT","tracestate":"vendor=1"}""", "vendor=1")]
    [InlineData("""{"traceparent":"PARENT","tracestate":7}""", null)]
    [InlineData("""{"traceparent":"PARENT","tracestate":"\ud800"}""", null)]
    [InlineData("""{"traceparent":"PARENT","tracestate":"line\nbreak"}""", null)]
    public void Is_asked_for_in_the_trace_that_its_producer_names(string meta, string? state) =>
        Assert.Equal(new TraceContext(Parent, state), Request(Job(meta)).Trace);

    [Fact]
    public void Stays_in_it_from_attempt_to_attempt()
    {
        var first = Job("""{"traceparent":"PARENT"}""");
        var second = first with { Attempt = 2, Errors = [new JobError("handler_error", "ExitCode", null, 1, default)] };

        Assert.NotEqual(Request(first).Id, Request(second).Id);
        Assert.Equal(Parent, Request(second).Trace?.Parent);
    }

    [Theory]
    [InlineData("""{"tracestate":"vendor=1"}""")]
    [InlineData("""{"traceparent":7,"tracestate":"vendor=1"}""")]
    [InlineData("""{"traceparent":{"traceparent":"PARENT"}}""")]
    [InlineData("""{"traceparent":"00-0-0-00"}""")]
    [InlineData("""{"traceparent":"\ud800"}""")]
    [InlineData("""{"traceparent":" PARENT"}""")]
    [InlineData("""{"traceparent":"00-00000000000000000000000000000000-b7ad6b7169203331-01"}""")]
    public void Is_asked_for_as_if_there_were_none_where_that_is_malformed(string meta)
    {
        var without = KubernetesMessage.Of(Job(meta: null));

        Assert.Equal(without.Message?.ToArray(), KubernetesMessage.Of(Job(meta)).Message?.ToArray());
        Assert.Null(Request(Job(meta)).Trace);
    }

    [Fact]
    public void Has_its_service_named_beside_it() =>
        Assert.Equal("billing", Request(Job("""{"traceparent":"PARENT","service":"billing"}""")).Service);

    private static JobRequest Request(OjsJob job) =>
        Assert.IsType<MessageReading.Valid>(JobMessage.Read(KubernetesMessage.Of(job).Message!.Value, Limits)).Request;

    private static OjsJob Job(string? meta) => new()
    {
        Id = "0190a1b2-0000-7000-8000-000000000001",
        Place = 0,
        Attempt = 1,
        Spec = new JobSpec
        {
            Type = JobSpec.KubernetesJob,
            Args = RawJson.Parse("""[{"prefixName":"load","namespace":"default","image":"busybox"}]"""),
            Meta = meta is null ? null : RawJson.Parse(meta.Replace("PARENT", Parent, StringComparison.Ordinal)),
        },
    };
}
