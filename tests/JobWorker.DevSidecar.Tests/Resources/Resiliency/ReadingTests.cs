using JobWorker.DevSidecar.Resources;
using JobWorker.DevSidecar.Resources.Resiliency;

namespace JobWorker.DevSidecar.Tests.Resources.Resiliency;

public sealed class ReadingResiliency : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jobworker-resiliency-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Takes_all_there_is()
    {
        var resources = Load("""
            kind: Resiliency
            metadata: {name: r}
            spec:
              policies:
                timeouts: {short: 10s, plain: 1500}
                retries:
                  forever: {policy: constant, duration: 3s, maxRetries: -1}
                  exp:
                    policy: Exponential
                    maxInterval: 15s
                    maxRetries: 5
                    matching: {httpStatusCodes: "429,500-599", gRPCStatusCodes: "1-4"}
                circuitBreakers:
                  cb: {maxRequests: 3, interval: 8s, timeout: 45s, trip: consecutiveFailures >= 8}
              targets:
                apps: {other: {timeout: short, retry: exp, circuitBreaker: cb, circuitBreakerCacheSize: 7}}
                actors: {JobActor: {timeout: plain, retry: exp, circuitBreaker: cb, circuitBreakerScope: both}}
                components:
                  queue: {inbound: {timeout: short, retry: forever}, outbound: {retry: exp, circuitBreaker: cb}}
            """);

        var policies = resources.Resiliency;
        var queue = (In: policies.ForInbound("queue", "Pubsub"), Out: policies.ForOutbound("queue", "Pubsub"));
        Assert.Empty(resources.Warnings);
        Assert.Equal(["r"], policies.Names);
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(3), -1), (queue.In.Timeout, queue.In.Retry!.Duration, queue.In.Retry.MaxRetries));
        Assert.Equal((true, TimeSpan.FromSeconds(15), 5, false), (
            queue.Out.Retry!.Exponential, queue.Out.Retry.MaxInterval, queue.Out.Retry.MaxRetries, queue.Out.Retry.Matching.Has(404)));
        Assert.Equal((3, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(45)),
            (queue.Out.Circuit!.MaxRequests, queue.Out.Circuit.Interval, queue.Out.Circuit.Timeout));
        Assert.Equal((TimeSpan.FromMilliseconds(1500), queue.Out.Retry, queue.Out.Circuit),
            (policies.ForActor("JobActor").Timeout, policies.ForActor("JobActor").Retry, policies.ForActor("JobActor").Circuit));
        Assert.Equal((7, true, 5000), (
            policies.Apps["other"].CircuitCacheSize, policies.Actors["JobActor"].CircuitPerId, policies.Actors["JobActor"].CircuitCacheSize));
    }

    [Fact]
    public void Knows_what_a_policy_without_values_means()
    {
        var policies = Load("""
            kind: Resiliency
            spec: {policies: {retries: {DefaultRetryPolicy: }, circuitBreakers: {DefaultCircuitBreakerPolicy: {}}}}
            """).Resiliency;

        var set = policies.ForApp("any");
        Assert.Equal((false, TimeSpan.FromSeconds(5), -1), (set.Retry!.Exponential, set.Retry.Duration, set.Retry.MaxRetries));
        Assert.Equal((1, TimeSpan.Zero, TimeSpan.FromSeconds(60)), (set.Circuit!.MaxRequests, set.Circuit.Interval, set.Circuit.Timeout));
        Assert.Equal([false, true], new[] { 5, 6 }.Select(n => set.Circuit.Trip.IsMet(new CircuitCounts(n, 0, n, 0, n))));
    }

    [Fact]
    public void Takes_policies_of_a_later_document() => Assert.NotNull(Load("""
        kind: Resiliency
        spec: {targets: {apps: {other: {retry: r}}}}
        ---
        kind: Resiliency
        spec: {policies: {retries: {r: {}}}}
        """).Resiliency.ForApp("other").Retry);

    [Theory]
    [InlineData("timeouts:\n      t: soon", "all.yaml:5: spec.policies.timeouts.t must be a duration")]
    [InlineData("timeouts:\n      t: -5s", "all.yaml:5: spec.policies.timeouts.t must be a duration such as 5s, and not below 0")]
    [InlineData("retries:\n      r: {policy: magic}", "all.yaml:5: spec.policies.retries.r.policy must be constant or exponential")]
    [InlineData("retries:\n      r: {duration: 5 s}", "spec.policies.retries.r.duration must be a duration")]
    [InlineData("retries:\n      r: {maxInterval: x}", "spec.policies.retries.r.maxInterval must be a duration")]
    [InlineData("retries:\n      r: {maxRetries: many}", "spec.policies.retries.r.maxRetries must be a whole number")]
    [InlineData("retries:\n      r: {maxRetries: -2}", "spec.policies.retries.r.maxRetries must be -1 or more, not -2")]
    [InlineData("retries:\n      r:\n        matching: {httpStatusCodes: '99'}",
        "all.yaml:6: spec.policies.retries.r.matching.httpStatusCodes must be a list of codes and ranges from 100 to 599")]
    [InlineData("retries:\n      r:\n        matching: {gRPCStatusCodes: 1-17}", "matching.gRPCStatusCodes must be a list of codes and ranges from 0 to 16")]
    [InlineData("circuitBreakers:\n      c: {maxRequests: -1}", "spec.policies.circuitBreakers.c.maxRequests must be 0 or more")]
    [InlineData("circuitBreakers:\n      c: {interval: x}", "spec.policies.circuitBreakers.c.interval must be a duration")]
    [InlineData("circuitBreakers:\n      c: {timeout: x}", "spec.policies.circuitBreakers.c.timeout must be a duration")]
    [InlineData("circuitBreakers:\n      c:\n        trip: totalFailures / requests > 0.5",
        "all.yaml:6: spec.policies.circuitBreakers.c.trip must be comparisons of requests, totalSuccesses, totalFailures")]
    public void Says_what_is_wrong_with_a_policy(string policies, string expected) =>
        Assert.Contains(expected, Assert.Throws<ResourceException>(() => Load("kind: Resiliency\nspec:\n  policies:\n    " + policies)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("components: {q: {inbound: {retry: r}}}", "targets.components.q.inbound.retry names \"r\", which is not among policies.retries")]
    [InlineData("components: {q: {outbound: {timeout: t}}}", "outbound.timeout names \"t\", which is not among policies.timeouts")]
    [InlineData("apps: {a: {circuitBreaker: c}}", "targets.apps.a.circuitBreaker names \"c\", which is not among policies.circuitBreakers")]
    [InlineData("actors: {A: {retry: r}}", "all.yaml:3: spec.targets.actors.A.retry names \"r\"")]
    [InlineData("actors: {A: {circuitBreaker: c}}", "targets.actors.A.circuitBreakerScope must be type, id or both")]
    [InlineData("actors: {A: {circuitBreakerScope: all}}", "targets.actors.A.circuitBreakerScope must be type, id or both")]
    [InlineData("actors: {A: {circuitBreakerCacheSize: -1}}", "targets.actors.A.circuitBreakerCacheSize must be 1 or more")]
    [InlineData("apps: []", "targets.apps must be a mapping")]
    public void Says_what_is_wrong_with_a_target(string targets, string expected) => Assert.Contains(
        expected, Assert.Throws<ResourceException>(() => Load("kind: Resiliency\nspec:\n  targets: {" + targets + "}")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("spec: {policy: {}}", "spec.policy: there is no such field")]
    [InlineData("spec: {policies: {bulkheads: {}}}", "spec.policies.bulkheads: there is no such field")]
    [InlineData("spec: {policies: {retries: {r: {initialInterval: 1s}}}}", "spec.policies.retries.r.initialInterval: there is no such field")]
    [InlineData("spec: {policies: {retries: {r: {matching: {codes: '1'}}}}}", "matching.codes: there is no such field")]
    [InlineData("spec: {policies: {circuitBreakers: {c: {limit: 1}}}}", "circuitBreakers.c.limit: there is no such field")]
    [InlineData("spec: {targets: {services: {}}}", "spec.targets.services: there is no such field")]
    [InlineData("spec: {targets: {apps: {a: {circuitBreakerScope: id}}}}", "apps.a.circuitBreakerScope: there is no such field")]
    [InlineData("spec: {targets: {components: {c: {retry: r}}}}", "components.c.retry: there is no such field")]
    [InlineData("spec: {targets: {components: {c: {inbound: {circuitBreakerCacheSize: 1}}}}}", "inbound.circuitBreakerCacheSize: there is no such field")]
    [InlineData("spec: {policies: {retries: {DaprBuiltInActorNotFoundRetries: {maxRetries: 9}}}}", "this policy is protected")]
    [InlineData("spec: {policies: {retries: {DaprBuiltInServiceRetries: {maxRetries: 1}}}}", "must be 3 or more, and is taken for 3")]
    [InlineData("spec: {policies: {retries: {DaprBuiltInActorReminderRetries: {maxRetries: 9}}}}", "without effect")]
    public void Warns_of_what_has_no_effect(string spec, string expected)
    {
        var warning = Assert.Single(Load("kind: Resiliency\n" + spec).Warnings);

        Assert.Contains("all.yaml:2: spec", warning, StringComparison.Ordinal);
        Assert.Contains(expected, warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BuiltInRetries.Service, "{maxRetries: 9, duration: 2s}", 9, 2)]
    [InlineData(BuiltInRetries.Actor, "{maxRetries: 1, duration: 2s}", 3, 2)]
    [InlineData(BuiltInRetries.ActorNotFound, "{maxRetries: 9, duration: 2s}", 5, 1)]
    public void Lets_built_in_policies_be_replaced_save_one(string name, string policy, int retries, int seconds)
    {
        var built = Load($"kind: Resiliency\nspec: {{policies: {{retries: {{{name}: {policy}}}}}}}").Resiliency.Retries[name];

        Assert.Equal((retries, TimeSpan.FromSeconds(seconds)), (built.MaxRetries, built.Duration));
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("sqs")]
    [InlineData("sqs-raw")]
    public void Has_nothing_to_say_about_the_files_of_this_repository(string set)
    {
        var resources = ResourceLoader.Load([], [Path.Combine(Shipped(set), "resiliency.yaml")], "jobworker");

        Assert.Empty(resources.Warnings);
        Assert.NotNull(resources.Resiliency.ForInbound("jobs-queue", "Pubsub").Retry);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("sqs")]
    [InlineData("sqs-raw")]
    public void Has_nothing_to_say_about_the_folder_that_is_added_to_others(string set)
    {
        var resources = ResourceLoader.Load([Shipped(set), Shipped("sqs-raw-ojs")], [], "jobworker");

        Assert.Empty(resources.Warnings);
        var names = resources.Components.Select(component => component.Name)
            .Where(name => name.StartsWith("ojs-sqs-", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, names.Count);
        Assert.All(names, name => Assert.Equal(4, resources.Resiliency.ForInbound(name, "Binding").Retry?.MaxRetries));
    }

    private static string Shipped(string set)
    {
        var folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "components", set)))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException($"components/{set} is in no folder above");
        }

        return Path.Combine(folder, "components", set);
    }

    private ResourceSet Load(string yaml)
    {
        File.WriteAllText(Path.Combine(_folder, "all.yaml"), yaml);
        return ResourceLoader.Load([_folder], [], "app");
    }
}
