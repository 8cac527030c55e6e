using System.Diagnostics;
using System.Text;
using Dapr.Client;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Core.Policies;
using JobWorker.Host.Cluster;
using JobWorker.Host.Intake;
using JobWorker.Host.Jobs;
using JobWorker.Host.Tests.Jobs.Tracing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Intake;

/// <summary>Whether a trace shows why its message became no job that runs.</summary>
[Collection(nameof(Spans))]
public sealed class ARejectionInATrace : IJobs, IDisposable
{
    private readonly SpanListener _spans = new();
    private readonly (string Id, string Parent) _trace = SpanListener.NewTrace();
    private readonly List<JobCommand> _told = [];
    private bool _isAway;

    public void Dispose() => _spans.Dispose();

    [Fact]
    public async Task Names_every_field_and_rule_of_a_broken_message()
    {
        var span = await TakeAsync("""{"id":"a","service":"S","job":{"prefixName":"p","namespace":"n"},"traceparent":"PARENT"}""");

        Assert.Equal(("jobworker intake", ActivityKind.Consumer, ActivityStatusCode.Error), (span.OperationName, span.Kind, span.Status));
        Assert.Equal("a", span.GetTagItem("jobworker.job.id"));
        Assert.Equal(ErrorCode.MessageInvalid, span.GetTagItem("error.type"));
        Assert.Equal(["service", "job.image"], Assert.IsType<string[]>(span.GetTagItem("jobworker.violation.fields")));
        var rules = Assert.IsType<string[]>(span.GetTagItem("jobworker.violation.rules"));
        Assert.Equal(2, rules.Length);
        Assert.Equal($"service: {rules[0]}", span.StatusDescription);
    }

    [Fact]
    public async Task Names_what_policy_refuses_and_belongs_to_the_delivery_where_the_message_names_no_trace()
    {
        var span = await TakeAsync("""{"id":"a","service":"s","job":{"prefixName":"p","namespace":"kube-system","image":"i"}}""", delivered: true);

        Assert.Equal(ErrorCode.RefusedByPolicy, span.GetTagItem("error.type"));
        Assert.Equal(["job.namespace"], Assert.IsType<string[]>(span.GetTagItem("jobworker.violation.fields")));
        Assert.Equal(_trace.Parent[36..52], span.ParentSpanId.ToHexString());
    }

    [Theory]
    [InlineData("""{"service":"s","traceparent":"PARENT"}""", false, "id", "is required")]
    [InlineData("no message", true, "message", "must be JSON")]
    public async Task Is_told_of_a_dead_letter_too(string message, bool delivered, string field, string rule)
    {
        var span = await TakeAsync(message, delivered);

        Assert.Equal((null, "dead_letter"), (span.GetTagItem("jobworker.job.id"), span.GetTagItem("error.type")));
        Assert.Equal([field], Assert.IsType<string[]>(span.GetTagItem("jobworker.violation.fields")));
        Assert.StartsWith(rule, Assert.IsType<string[]>(span.GetTagItem("jobworker.violation.rules")).Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"a","service":"s","traceparent":"PARENT","tracestate":"a=1"}""", "a=1")]
    [InlineData("""{"id":"a","service":"s","job":{"prefixName":"p","namespace":"kube-system","image":"i"},"traceparent":"PARENT"}""", null)]
    public async Task Leaves_its_own_span_to_the_callback(string message, string? state)
    {
        var span = await TakeAsync(message);

        var trace = Assert.IsType<JobCommand.Reject>(Assert.Single(_told)).Trace;
        Assert.Equal(new TraceContext($"00-{_trace.Id}-{span.SpanId.ToHexString()}-01", state), trace);
    }

    [Theory]
    [InlineData("""{"id":"a","service":"s","traceparent":"PARENT"}""", false)]
    [InlineData("""{"id":"a","service":"s","job":{"prefixName":"p","namespace":"kube-system","image":"i"}}""", true)]
    public async Task Leaves_the_trace_to_the_callback_though_nobody_listens(string message, bool delivered)
    {
        _spans.Dispose();

        await Intake(null!).TakeAsync(Bytes(message), delivered ? TraceContext.Parse(_trace.Parent, "a=1") : null, default);

        var trace = Assert.IsType<JobCommand.Reject>(Assert.Single(_told)).Trace;
        Assert.Equal(new TraceContext(_trace.Parent, delivered ? "a=1" : null), trace);
    }

    [Fact]
    public async Task Leaves_none_to_the_callback_where_nobody_listens_or_names_one()
    {
        _spans.Dispose();

        await Intake(null!).TakeAsync(Bytes("""{"id":"a","service":"s"}"""), null, default);

        Assert.Null(Assert.IsType<JobCommand.Reject>(Assert.Single(_told)).Trace);
    }

    [Fact]
    public async Task Is_told_again_when_the_message_comes_again()
    {
        _isAway = true;
        await TakeAsync("""{"id":"a","service":"s","traceparent":"PARENT"}""");
        _isAway = false;
        await Intake(null!).TakeAsync(Bytes("""{"id":"a","service":"s","traceparent":"PARENT"}"""), null, default);

        Assert.Equal(2, _spans.Of(_trace.Id).Count);
    }

    Task<JobReply> IJobs.TellAsync(string id, JobCommand command, CancellationToken cancel)
    {
        _told.Add(command);

        return _isAway
            ? throw new JobUnreachableException(id, new TimeoutException())
            : Task.FromResult(new JobReply(JobState.Rejected, 1));
    }

    private async Task<Activity> TakeAsync(string message, bool delivered = false)
    {
        await using var sidecar = await WebServer.StartAsync(context => context.Request.Path.Value!.EndsWith("metadata", StringComparison.Ordinal)
            ? context.Response.WriteAsync("{}")
            : Task.CompletedTask);
        using var dapr = new DaprClientBuilder().UseHttpEndpoint(sidecar.Url).Build();
        await Intake(dapr).TakeAsync(Bytes(message), delivered ? TraceContext.Parse(_trace.Parent, null) : null, default);

        return Assert.Single(_spans.Of(_trace.Id));
    }

    private JobIntake Intake(DaprClient dapr) => new(
        this,
        new DeadLetters(dapr, Options.Create(new IntakeOptions()), TimeProvider.System, NullLogger<DeadLetters>.Instance),
        new ClusterState(),
        new JobPolicy { Namespaces = ["n"] },
        Options.Create(new JobOptions()),
        TimeProvider.System);

    private byte[] Bytes(string message) => Encoding.UTF8.GetBytes(message.Replace("PARENT", _trace.Parent, StringComparison.Ordinal));
}
