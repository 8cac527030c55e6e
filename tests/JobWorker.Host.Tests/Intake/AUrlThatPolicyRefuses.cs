using System.Text;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Core.Policies;
using JobWorker.Host.Api;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Routes;
using JobWorker.Host.Cluster;
using JobWorker.Host.Intake;
using JobWorker.Host.Jobs;
using JobWorker.Host.Tests.Callbacks.Egress;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Intake;

/// <summary>Team A may call back one host; nobody else may call back at all.</summary>
public sealed class AUrlThatPolicyRefuses : IJobs
{
    private const string Rule = "policy Callbacks does not allow 'https://evil.org/' for namespace 'team-a' and service 's'";

    private static readonly JobPolicy Policy = new()
    {
        Namespaces = [JobPolicy.Any],
        Callbacks = [new() { Namespace = "team-a", Urls = ["https://hooks.example.com/"] }],
    };

    private readonly List<JobCommand> _told = [];

    [Fact]
    public async Task Ends_a_message_as_refused_and_is_told_nothing()
    {
        var reject = Assert.IsType<JobCommand.Reject>(await TakeAsync(Message("https://evil.org/")));

        Assert.Equal((ErrorCode.RefusedByPolicy, Rule), (reject.Code, reject.WebhookRefused));
        Assert.Equal([new Violation("webhook.url", Rule)], reject.Violations.AsEnumerable());
    }

    [Fact]
    public async Task Is_told_nothing_of_a_broken_message_either()
    {
        var reject = Assert.IsType<JobCommand.Reject>(await TakeAsync(Message("https://evil.org/", image: "")));

        Assert.Equal((ErrorCode.MessageInvalid, Rule), (reject.Code, reject.WebhookRefused));
    }

    [Theory]
    [InlineData("\"namespace\":5,")]
    [InlineData("")]
    public async Task Is_refused_where_nobody_knows_whose_job_it_is(string space)
    {
        var reject = Assert.IsType<JobCommand.Reject>(await TakeAsync(
            $$$"""{"id":"a","service":"s","job":{"prefixName":"p",{{{space}}}"image":"i"},"webhook":{"url":"https://hooks.example.com/"}}"""));

        Assert.Contains("does not allow", reject.WebhookRefused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_keep_what_is_allowed_from_running_nor_from_being_told()
    {
        Assert.IsType<JobCommand.Submit>(await TakeAsync(Message("https://hooks.example.com/x")));
        Assert.IsType<JobCommand.Submit>(await TakeAsync("""{"id":"a","service":"s","job":{"prefixName":"p","namespace":"n","image":"i"}}"""));
        var reject = Assert.IsType<JobCommand.Reject>(await TakeAsync(Message("https://hooks.example.com/x", image: "")));
        Assert.Null(reject.WebhookRefused);
    }

    [Theory]
    [InlineData("https://evil.org/", Rule)]
    [InlineData("https://hooks.example.com/", null)]
    public void Is_told_to_who_submits(string url, string? rule) => Assert.Equal(rule, Submit(url, Policy));

    [Theory]
    [InlineData("http://169.254.169.254/latest", "169.254.169.254 is 169.254.169.254 (a metadata service), which callbacks may not reach.")]
    [InlineData("http://[::1]/", "::1 is ::1 (loopback), which callbacks may not reach.")]
    [InlineData("http://2130706433/", "127.0.0.1 is 127.0.0.1 (loopback), which callbacks may not reach.")]
    [InlineData("http://localhost/", "localhost is 127.0.0.1 (loopback), which callbacks may not reach.")]
    [InlineData("http://a.localhost./", "a.localhost. is 127.0.0.1 (loopback), which callbacks may not reach.")]
    [InlineData("http://8.8.8.8/", null)]
    [InlineData("http://hooks.example.com/", null)]
    [InlineData("http://10.0.0.1/direct/x", null)]
    [InlineData("http://10.0.0.1/x", "10.0.0.1 is 10.0.0.1 (private), which callbacks may not reach.")]
    public void Is_told_to_who_submits_also_where_it_is_the_guard_that_refuses(string url, string? why) => Assert.Equal(
        why is null ? null : $"is refused by the egress guard: {why}", Submit(url, Policy with { Callbacks = [] }));

    Task<JobReply> IJobs.TellAsync(string id, JobCommand command, CancellationToken cancel)
    {
        _told.Add(command);
        return Task.FromResult(new JobReply(JobState.Requested, 1));
    }

    private static string Message(string url, string image = "i") =>
        $$$"""{"id":"a","service":"s","job":{"prefixName":"p","namespace":"team-a","image":"{{{image}}}"},"webhook":{"url":"{{{url}}}"}}""";

    private static string? Submit(string url, JobPolicy policy)
    {
        var routes = new CallbackRoutes(Options.Create(new CallbackOptions
        {
            Routes = [new() { Prefix = "http://10.0.0.1/direct/", Binding = "direct" }],
        }));
        var request = new JobRequest("a", "s", new JobSpec { PrefixName = "p", Namespace = "team-a", Image = "i" }, url);

        return new SubmissionRules(policy, TheAddressGuard.Guard(), routes).Check(request).SingleOrDefault()?.Rule;
    }

    private async Task<JobCommand> TakeAsync(string message)
    {
        var intake = new JobIntake(this, null!, new ClusterState(), Policy, Options.Create(new JobOptions()), TimeProvider.System);
        _told.Clear();
        await intake.TakeAsync(Encoding.UTF8.GetBytes(message), null, default);

        return Assert.Single(_told);
    }
}
