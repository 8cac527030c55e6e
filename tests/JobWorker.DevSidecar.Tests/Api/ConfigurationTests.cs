using System.Net;
using JobWorker.DevSidecar.Resources.Configurations;
using JobWorker.DevSidecar.Tests.Support;

namespace JobWorker.DevSidecar.Tests.Api;

public sealed class RulesAboutApis
{
    [Theory]
    [InlineData("state v1.0", "", "state", "v1.0", true)]
    [InlineData("state v1.0", "", "publish", "v1.0", false)]
    [InlineData("state v1.0", "", "state", "v1.0-alpha1", false)]
    [InlineData("lock v1alpha1", "", "lock", "v1.0-alpha1", true)]
    [InlineData("lock v1alpha1", "", "unlock", "v1.0-alpha1", false)]
    [InlineData("state v1 grpc", "", "publish", "v1.0", true)]
    [InlineData("", "state v1", "state", "v1.0", false)]
    [InlineData("", "state v1 grpc", "state", "v1.0", true)]
    [InlineData("state v1", "state v1.0", "state", "v1.0", false)]
    [InlineData("state v1", "", "healthz", "v1.0", true)]
    public void Name_groups_versions_and_protocols(string allowed, string denied, string group, string version, bool admitted) =>
        Assert.Equal(admitted, new ApiRules(Read(allowed), Read(denied)).Admits(group, version, ApiRules.Http));

    [Fact]
    public async Task Close_what_they_do_not_admit_over_both_protocols()
    {
        await using var sidecar = await StartAsync("api: {allowed: [{name: state, version: v1.0}, {name: metadata, version: v1, protocol: http}]}");

        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync("/v1.0/healthz")).Status);
        Assert.Equal(HttpStatusCode.OK, (await sidecar.GetAsync("/v1.0/metadata")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync("/v1.0/state/statestore/a")).Status);
        (await sidecar.PostAsync("/v1.0/publish/pubsub/a", "1")).IsError(HttpStatusCode.NotFound, "ERR_NOT_FOUND");
        (await sidecar.GetAsync("/v1.0/invoke/app/method/x")).IsError(HttpStatusCode.NotFound, "ERR_NOT_FOUND");
    }

    [Fact]
    public async Task Deny_what_they_name()
    {
        await using var sidecar = await StartAsync("api: {denied: [{name: publish, version: v1}]}");

        (await sidecar.PostAsync("/v1.0/publish/pubsub/a", "1")).IsError(HttpStatusCode.NotFound, "ERR_DIRECT_INVOKE");
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync("/v1.0/state/statestore/a")).Status);
    }

    [Fact]
    public async Task Leave_out_components_of_denied_types_and_say_so()
    {
        var log = new RecordedLog();
        await using var sidecar = await StartAsync(
            "{components: {deny: [pubsub.in-memory]}, accessControl: {defaultAction: deny}, made-up: {}, api: {denied: [{name: stat, version: v1}]}}", log);

        Assert.DoesNotContain("pubsub.in-memory", (await sidecar.GetAsync("/v1.0/metadata")).Body, StringComparison.Ordinal);
        Assert.True(log.Has(351, "component \"pubsub\" is left out: pubsub.in-memory is in spec.components.deny"));
        Assert.True(log.Has(351, "Configuration spec.accessControl, spec.made-up: not applied"));
        Assert.True(log.Has(351, "there is no API \"stat\""));
    }

    [Theory]
    [InlineData("logging: {apiLogging: {enabled: true, omitHealthChecks: true}}", "GET /v1.0/state/statestore/a -> 204", false)]
    [InlineData("logging: {apiLogging: {enabled: true, obfuscateURLs: true}}", "GET /v1.0/state -> 204", true)]
    public async Task Have_calls_logged(string spec, string line, bool health)
    {
        var log = new RecordedLog();
        await using var sidecar = await StartAsync(spec, log);

        await sidecar.GetAsync("/v1.0/healthz");
        await sidecar.GetAsync("/v1.0/state/statestore/a");

        await log.UntilAsync(331, line);
        Assert.Equal(health, log.Has(331, "healthz"));
    }

    [Fact]
    public async Task Have_less_weight_in_logging_than_the_flag()
    {
        var log = new RecordedLog();
        await using var sidecar = await StartAsync("logging: {apiLogging: {enabled: true}}", log, "--enable-api-logging=false");

        await sidecar.GetAsync("/v1.0/metadata");
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.GetAsync("/v1.0/healthz")).Status);

        Assert.False(log.Has(331));
    }

    private static List<ApiRule> Read(string rules) =>
        rules.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(rule => rule.Split(' '))
            .Select(rule => new ApiRule(rule[0], ApiRules.Short(rule[1]), rule.ElementAtOrDefault(2) ?? "")).ToList();

    private static Task<SidecarHarness> StartAsync(string spec, RecordedLog? log = null, params string[] flags) =>
        SidecarHarness.StartAsync(new HarnessOptions
        {
            Yaml = $"{SidecarHarness.InMemory}\n---\nkind: Configuration\nmetadata: {{name: c}}\nspec: {(spec.StartsWith('{') ? spec : $"{{{spec}}}")}",
            Logs = log ?? new RecordedLog(),
            Flags = flags,
        });
}
