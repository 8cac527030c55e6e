using JobWorker.Host.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Hosting;

public sealed class ThePolicyInForce
{
    [Fact]
    public void Follows_the_settings_and_outlives_broken_ones()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection().Build();
        using var policy = new PolicyInForce(Options.Create(new PolicyOptions()), settings, NullLogger<PolicyInForce>.Instance);
        Assert.Null(policy.Policy.Cpu);

        Change("Policy:Cpu", "4");
        Assert.Equal("4", policy.Policy.Cpu);

        Change("Policy:Cpu", "four");
        Assert.Equal("4", policy.Policy.Cpu);

        Change("Policy:Gpus", "many");
        Assert.Equal("4", policy.Policy.Cpu);

        (settings["Policy:Cpu"], settings["Policy:Gpus"]) = ("2", "1");
        settings.Reload();
        Assert.Equal(("2", 1), (policy.Policy.Cpu, policy.Policy.Gpus));

        Change("Policy:Callbacks:0:Namespace", "team-a");
        Assert.Empty(policy.Policy.Callbacks);
        Change("Policy:Callbacks:0:Urls:0", "https://hooks.example.com/");
        Assert.Empty(policy.Policy.CheckCallback("team-a", "s", "https://hooks.example.com/x"));
        Assert.Single(policy.Policy.CheckCallback("team-b", "s", "https://hooks.example.com/x"));
        Change("Policy:Callbacks:0:Urls:1", "hooks.example.com");
        Assert.Single(policy.Policy.Callbacks[0].Urls);

        void Change(string key, string value)
        {
            settings[key] = value;
            settings.Reload();
        }
    }
}
