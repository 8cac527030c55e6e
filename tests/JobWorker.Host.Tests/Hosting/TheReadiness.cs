using System.Text.Json;
using JobWorker.Host.Tests.Api.Documents.Answers;

namespace JobWorker.Host.Tests.Hosting;

public sealed class TheReadiness
{
    [Theory]
    [InlineData("Callbacks:Routes:0:Binding", "direct", "ok")]
    [InlineData("Callbacks:Routes:0:Binding", "nosuch", "The sidecar has not loaded nosuch.")]
    [InlineData("Callbacks:Routes:0:Binding", "statestore", "statestore is state.redis, but the settings need one of bindings.*.")]
    [InlineData("Callbacks:Routes:0:Secrets:0", "secret:vault/k", "ok")]
    [InlineData("Callbacks:Routes:0:Secrets:0", "secret:nosuch/k", "The sidecar has not loaded nosuch.")]
    [InlineData("Callbacks:Secrets:0", "secret:nosuch/k", "The sidecar has not loaded nosuch.")]
    [InlineData("Callbacks:Secret", "secret:webhook/k", "webhook is bindings.http, but the settings need one of secretstores.*.")]
    [InlineData("Callbacks:ProxyCredentials", "secret:nosuch/k", "The sidecar has not loaded nosuch.")]
    [InlineData("Ojs:Transport:EventsPubSub", "nosuch", "The sidecar has not loaded nosuch.")]
    [InlineData("Ojs:Transport:EventsPubSub", "webhook", "webhook is bindings.http, but the settings need one of pubsub.*.")]
    [InlineData("Ojs:Transport:Push:0:Binding", "direct", "ok")]
    [InlineData("Ojs:Transport:Push:0:Binding", "nosuch", "The sidecar has not loaded nosuch.")]
    [InlineData("Journal:StateStore", "webhook", "webhook is bindings.http, but the settings need one of state.*.")]
    public async Task Names_a_component_of_the_settings_that_is_missing_or_of_another_kind(string setting, string value, string said)
    {
        await using var host = await AnsweredHost.StartAsync(
            ("Callbacks:Proxy", "http://proxy:3128"), ("Callbacks:Routes:0:Prefix", "https://hooks.example.com/"),
            (setting.StartsWith("Ojs:Transport:Push", StringComparison.Ordinal) ? "Ojs:Transport:Push:0:Queue" : "Unused", "q"),
            (setting, value));

        using var response = await host.SendAsync("GET /readyz");

        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(said, body.RootElement.GetProperty("components").GetString());
    }
}
