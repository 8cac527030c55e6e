using JobWorker.Host.Hosting;
using JobWorker.Host.Hosting.Listening;
using JobWorker.Host.Hosting.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace JobWorker.Host.Tests.Hosting.Settings;

public sealed class TheCheckAtStart
{
    [Fact]
    public async Task Has_nothing_to_say_of_settings_as_they_come() => Assert.Empty(await WrongAsync());

    [Theory]
    [InlineData("Callbacks:Schedule:0", "abc", "Callbacks:Schedule:0 must be a time, such as 00:00:05.")]
    [InlineData("CALLBACKS:SCHEDULE:0", "abc", "Callbacks:Schedule:0 must be a time, such as 00:00:05.")]
    [InlineData("Callbacks:Concurrency", "many", "Callbacks:Concurrency must be a number.")]
    [InlineData("Callbacks:Concurrency", "", "Callbacks:Concurrency must be a number.")]
    [InlineData("Callbacks:Concurrency", "0", "Callbacks:Concurrency: The field Concurrency must be between 1 and 4096.")]
    [InlineData("Callbacks:Secrets", "whsec_x", "Callbacks:Secrets must have no value, but settings beneath it, such as Callbacks:Secrets:0.")]
    [InlineData("Callbacks:Routes:0", "x", "Callbacks:Routes:0 must have no value, but settings beneath it, such as Callbacks:Routes:0:0.")]
    [InlineData("Egress:AllowPrivateAddresses", "yes", "Egress:AllowPrivateAddresses must be true or false.")]
    [InlineData("Leadership:Mode", "Some", "Leadership:Mode must be one of None, LeaderOnly, AllReplicas.")]
    [InlineData("Listen:PublicPort", "http", "Listen:PublicPort must be a number.")]
    [InlineData("Jobs:IdleTimeout", "soon", "Jobs:IdleTimeout must be a time, such as 00:00:05.")]
    [InlineData("Ojs:Transport:Push:0:Concurrency", "x", "Ojs:Transport:Push:0:Concurrency must be a number.")]
    [InlineData("Policy:Gpus", "two", "Policy:Gpus must be a number.")]
    public async Task Names_a_setting_that_is_wrong(string name, string value, string said) =>
        Assert.Contains(said, await WrongAsync((name, value)));

    [Theory]
    [InlineData("Policy:Gpus", "")]
    [InlineData("Leadership:Mode", "none")]
    [InlineData("Callbacks:Secrets", "")]
    [InlineData("Policy", "x")]
    public async Task Passes_over_what_the_settings_are_read_with_all_the_same(string name, string value) =>
        Assert.Empty(await WrongAsync((name, value)));

    [Fact]
    public async Task Names_every_one_of_all_sections() => Assert.Equal(
        [
            "Callbacks:Schedule:1 must be a time, such as 00:00:05.",
            "Callbacks:Concurrency: The field Concurrency must be between 1 and 4096.",
            "Callbacks:Secrets: a key begins with whsec_ or whsk_.",
            "Callbacks:Proxy must be an http URL without a path, such as http://proxy:3128.",
            "Callbacks:Schedule:0 must be from 10 ms to 7 days.",
            "Callbacks:Routes:0:Prefix must be an absolute http or https URL that ends with a slash.",
            "Egress:Timeout: The field Timeout must be between 00:00:01 and 00:02:00.",
            "Egress:AllowedNetworks:0 must be a network such as 10.96.0.0/12 or fd00:1::/64.",
            "Policy:Callbacks:0:Urls:0 must be * or an http or https URL that ends with a slash, such as https://hooks.example.com/a/ or https://*.example.com/.",
        ],
        await WrongAsync(
            ("Callbacks:Concurrency", "0"),
            ("Callbacks:Secrets:0", "nonsense"),
            ("Callbacks:Proxy", "proxy"),
            ("Callbacks:Schedule:0", "8.00:00:00"),
            ("Callbacks:Schedule:1", "abc"),
            ("Callbacks:Routes:0:Prefix", "x"),
            ("Egress:Timeout", "0"),
            ("Egress:AllowedNetworks:0", "x"),
            ("Policy:Callbacks:0:Urls:0", "x")));

    [Fact]
    public async Task Names_what_does_not_go_together() => Assert.Equal(
        ["Events:Topic must not be Intake:Topic where Events:PubSub is Intake:PubSub: events would come back as messages."],
        await WrongAsync(("Events:PubSub", "jobs-queue"), ("Events:Topic", "jobs")));

    private static async Task<string[]> WrongAsync(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Listen:SidecarPort"] = "0", ["Listen:PublicPort"] = "0" });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value));
        Assert.Null(builder.UseListeners());
        builder.AddJobWorker();
        await using var app = builder.Build();

        return app.WrongSettings() is { } wrong ? wrong.Split(Environment.NewLine)[1..] : [];
    }
}
