using System.ComponentModel.DataAnnotations;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Cluster.Requests;
using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Listening;
using JobWorker.Host.Hosting.Settings;
using JobWorker.Host.Hosting.Shutdown;
using JobWorker.Host.Intake;
using JobWorker.Host.Jobs;
using JobWorker.Host.Jobs.Events;
using JobWorker.Host.Journals;
using JobWorker.Host.Leadership;
using JobWorker.Host.Ojs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Hosting;

public sealed class TheSettings
{
    [Fact]
    public void Are_valid_as_they_come()
    {
        Assert.Empty(ErrorsOf(new ListenOptions()));
        Assert.Empty(ErrorsOf(new JournalOptions()));
        Assert.Empty(ErrorsOf(new RetentionOptions()));
        Assert.Empty(ErrorsOf(new JobOptions()));
        Assert.Empty(ErrorsOf(new CallbackOptions()));
        Assert.Empty(ErrorsOf(new EgressOptions()));
        Assert.Empty(ErrorsOf(new PolicyOptions()));
        Assert.Empty(ErrorsOf(new IntakeOptions()));
        Assert.Empty(ErrorsOf(new LeadershipOptions()));
        Assert.Empty(ErrorsOf(new ShutdownOptions()));
        Assert.Empty(ErrorsOf(new KubernetesOptions()));
        Assert.Empty(ErrorsOf(new EventOptions()));
        Assert.Empty(ErrorsOf(new OjsOptions()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(59)]
    [InlineData(315_360_001)]
    public void Refuse_to_keep_dead_letters_of_a_queue_for_no_time_or_ever(int seconds) => Assert.Contains(
        nameof(OjsOptions.DeadLetterRetention),
        Assert.Single(ErrorsOf(new OjsOptions { DeadLetterRetention = TimeSpan.FromSeconds(seconds) })),
        StringComparison.Ordinal);

    [Fact]
    public void Refuse_a_source_of_events_that_is_no_uri() =>
        Assert.Contains("Events:Source", Assert.Single(ErrorsOf(new EventOptions { Source = "a b" })), StringComparison.Ordinal);

    [Fact]
    public void Refuse_to_publish_events_where_messages_come_from()
    {
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Events:PubSub"] = "jobs-queue", ["Events:Topic"] = "jobs" });
        builder.AddJobWorker();
        using var services = builder.Services.BuildServiceProvider();

        var wrong = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<EventOptions>>().Value);
        Assert.Contains("Events:Topic must not be Intake:Topic", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuse_a_public_listener_off_loopback_without_saying_so() =>
        Assert.Contains("AllowAnonymous", Assert.Single(ErrorsOf(new ListenOptions { PublicAddress = "0.0.0.0" })), StringComparison.Ordinal);

    [Fact]
    public void Accept_a_public_listener_off_loopback_when_told_to() =>
        Assert.Empty(ErrorsOf(new ListenOptions { PublicAddress = "0.0.0.0", AllowAnonymous = true }));

    [Theory]
    [InlineData("http://proxy:3128", null, null, null)]
    [InlineData("http://u:p@proxy:3128/", null, "10.0.0.0/8", null)]
    [InlineData("http://proxy", "u:p", ".example.com", null)]
    [InlineData("http://proxy", "secret:vault/proxy", "*", null)]
    [InlineData("https://proxy", null, null, "Callbacks:Proxy must be an http URL without a path")]
    [InlineData("proxy:3128", null, null, "Callbacks:Proxy must be")]
    [InlineData("http://proxy/path", null, null, "Callbacks:Proxy must be")]
    [InlineData(null, "u:p", null, "Callbacks:ProxyCredentials needs a Callbacks:Proxy")]
    [InlineData("http://a:b@proxy", "u:p", null, "Callbacks:ProxyCredentials needs a Callbacks:Proxy without user and password")]
    [InlineData("http://proxy", "up", null, "Callbacks:ProxyCredentials must be USER:PASSWORD")]
    [InlineData("http://proxy", "secret:vault", null, "Callbacks:ProxyCredentials must be USER:PASSWORD")]
    [InlineData("http://proxy", null, "http://a/", "Callbacks:NoProxy:0 must be a host name")]
    [InlineData("http://proxy", null, "", "Callbacks:NoProxy:0 must be a host name")]
    public void Refuse_a_proxy_that_is_none(string? proxy, string? credentials, string? direct, string? error)
    {
        var errors = ErrorsOf(new CallbackOptions { Proxy = proxy, ProxyCredentials = credentials, NoProxy = direct is null ? [] : [direct] });

        Assert.Equal(error is null ? 0 : 1, errors.Count);
        Assert.All(errors, e => Assert.StartsWith(error!, e, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("10.0.0.0/8", 0)]
    [InlineData("fd00::/8", 0)]
    [InlineData("10.0.0.1", 1)]
    [InlineData("example.com", 1)]
    public void Refuse_a_network_that_is_none(string network, int errors) =>
        Assert.Equal(errors, ErrorsOf(new EgressOptions { AllowedNetworks = [network] }).Count);

    [Theory]
    [InlineData("https://hooks.example.com/", null)]
    [InlineData("*", null)]
    [InlineData("hooks.example.com", "Policy:Callbacks:0:Urls:0 must be * or an http or https URL that ends with a slash")]
    [InlineData(null, "Policy:Callbacks:0:Urls must have at least one pattern")]
    public void Refuse_a_pattern_that_is_none(string? url, string? error)
    {
        var errors = ErrorsOf(new PolicyOptions { Callbacks = [new() { Service = "s", Urls = url is null ? [] : [url] }] });

        Assert.Equal(error is null ? 0 : 1, errors.Count);
        Assert.All(errors, e => Assert.StartsWith(error!, e, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("")]
    public void Refuse_what_is_no_address(string address) =>
        Assert.NotEmpty(ErrorsOf(new ListenOptions { PublicAddress = address }));

    [Theory]
    [InlineData("a||b")]
    [InlineData("a/b")]
    [InlineData("a#b")]
    public void Refuse_a_key_prefix_that_no_store_takes(string prefix) =>
        Assert.NotEmpty(ErrorsOf(new JournalOptions { KeyPrefix = prefix }));

    [Theory]
    [InlineData("00:00:00.009", "Callbacks:Schedule:1 must be from 10 ms to 7 days.")]
    [InlineData("7.00:00:01", "Callbacks:Schedule:1 must be from 10 ms to 7 days.")]
    [InlineData("7.00:00:00", null)]
    public void Refuse_a_wait_that_is_too_short_or_too_long(string wait, string? error)
    {
        var options = new CallbackOptions { Schedule = [TimeSpan.FromSeconds(1), TimeSpan.Parse(wait)] };

        Assert.Equal(error is null ? [] : [error], ErrorsOf(options));
    }

    [Fact]
    public void Refuse_a_schedule_without_end() => Assert.Equal(
        ["Callbacks:Schedule must have 1 to 20 waits."],
        ErrorsOf(new CallbackOptions { Schedule = [.. Enumerable.Repeat(TimeSpan.FromSeconds(1), 21)] }));

    [Theory]
    [InlineData("secret")]
    [InlineData("whsec_")]
    [InlineData("whsec_!!!")]
    public void Refuse_a_secret_that_is_none(string secret) => Assert.NotEmpty(ErrorsOf(new CallbackOptions { Secret = secret }));

    [Theory]
    [InlineData("4", "8Gi", 0)]
    [InlineData("four", "8Gi", 1)]
    [InlineData("four", "much", 2)]
    public void Report_every_wrong_cap_at_once(string cpu, string memory, int errors) =>
        Assert.Equal(errors, ErrorsOf(new PolicyOptions { Cpu = cpu, Memory = memory }).Count);

    [Theory]
    [InlineData(15, 2, 1, 0)]
    [InlineData(6, 0.5, 0.5, 0)]
    [InlineData(15.5, 2, 1, 1)]
    [InlineData(15, 3, 1, 1)]
    [InlineData(15, 2, 2, 1)]
    [InlineData(8, 2, 2, 2)]
    public void Refuse_a_lease_that_cannot_be_kept(double term, double margin, double retry, int errors) =>
        Assert.Equal(errors, ErrorsOf(new LeadershipOptions
        {
            Term = TimeSpan.FromSeconds(term),
            Margin = TimeSpan.FromSeconds(margin),
            RetryInterval = TimeSpan.FromSeconds(retry),
        }).Count);

    [Theory]
    [InlineData("a||b", "pod")]
    [InlineData("", "pod")]
    [InlineData("lock", "")]
    public void Refuse_a_lock_without_a_proper_name(string name, string replica) =>
        Assert.NotEmpty(ErrorsOf(new LeadershipOptions { LockName = name, Replica = replica }));

    [Theory]
    [InlineData("dead-letters", "jobs-dead", 0)]
    [InlineData("dead-letters", "jobs", 0)]
    [InlineData("jobs-queue", "jobs-dead", 0)]
    [InlineData("jobs-queue", "jobs", 1)]
    [InlineData("", "jobs-dead", 1)]
    [InlineData("", "", 2)]
    public void Refuse_dead_letters_that_go_nowhere_or_come_back(string component, string topic, int errors) =>
        Assert.Equal(errors, ErrorsOf(new IntakeOptions { DeadLetterComponent = component, DeadLetterTopic = topic }).Count);

    [Fact]
    public void Allow_the_workers_own_namespace_alone_by_default() =>
        Assert.Equal(["team-a"], new PolicyOptions { OwnNamespace = "team-a" }.ToPolicy().Namespaces);

    [Theory]
    [InlineData("REDIS_JOB_KEY_PREFIX", "Journal:KeyPrefix")]
    [InlineData("ACTIVE_DEADLINE_SECONDS_MAX", "Jobs:ActiveDeadlineSecondsMax")]
    [InlineData("POD_NAMESPACE", "Policy:OwnNamespace")]
    [InlineData("APP_PORT", "Listen:SidecarPort")]
    [InlineData("LEADER_ELECTION_LOCK_NAME", "Leadership:LockName")]
    [InlineData("POD_NAME", "Leadership:Replica")]
    public void Know_the_old_names_and_prefer_the_telling_ones(string old, string name)
    {
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(new Dictionary<string, string?> { [old] = "1" });
        configuration.AddOldNames();
        Assert.Equal("1", configuration[name]);

        configuration.AddInMemoryCollection(new Dictionary<string, string?> { [name] = "2" });
        Assert.Equal("2", configuration[name]);
    }

    [Theory]
    [InlineData("600", "00:10:00")]
    [InlineData("90000", "1.01:00:00")]
    [InlineData("soon", "soon")]
    public void Take_the_time_to_start_in_seconds_under_its_old_name(string old, string value)
    {
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["POD_START_TIMEOUT"] = old });
        configuration.AddOldNames();

        Assert.Equal(value, configuration["Jobs:PodStartTimeout"]);
    }

    private static List<string> ErrorsOf(object options)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);

        return [.. results.Select(r => r.ErrorMessage!)];
    }
}
