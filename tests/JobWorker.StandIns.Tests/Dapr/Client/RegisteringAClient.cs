using System.Text.Json;
using Dapr.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JobWorker.StandIns.Tests.Dapr.Client;

public sealed class RegisteringAClient
{
    [Fact]
    public async Task Takes_endpoint_and_token_from_configuration()
    {
        await using var sidecar = await FakeSidecar.StartAsync();
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DAPR_HTTP_ENDPOINT"] = sidecar.Url,
            ["DAPR_API_TOKEN"] = "configured",
        });
        var services = new ServiceCollection().AddSingleton<IConfiguration>(settings.Build());
        services.AddDaprClient();
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<DaprClient>().GetStateAsync<int>("jobs", "k");

        Assert.Equal("configured", sidecar.Only.Headers["dapr-api-token"]);
    }

    [Fact]
    public async Task Lets_code_have_the_last_word()
    {
        await using var sidecar = await FakeSidecar.StartAsync();
        var json = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
        var services = new ServiceCollection().AddSingleton(json);
        services.AddDaprClient(
            (provider, builder) => builder
                .UseHttpEndpoint(sidecar.Url)
                .UseDaprApiToken("")
                .UseJsonSerializationOptions(provider.GetRequiredService<JsonSerializerOptions>()),
            ServiceLifetime.Scoped);
        await using var provider = services.BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<DaprClient>();

        await client.SaveStateAsync("jobs", "k", new { FirstName = "x" });

        Assert.Same(json, client.JsonSerializerOptions);
        Assert.Contains("first_name", sidecar.Only.Body, StringComparison.Ordinal);
        Assert.False(sidecar.Only.Headers.ContainsKey("dapr-api-token"));
    }

    [Fact]
    public void Keeps_one_client()
    {
        var services = new ServiceCollection();
        services.AddDaprClient();
        services.AddDaprClient();
        using var provider = services.BuildServiceProvider();

        Assert.Same(provider.GetRequiredService<DaprClient>(), Assert.Single(provider.GetServices<DaprClient>()));
    }

    [Theory]
    [InlineData("not a url")]
    [InlineData("ftp://127.0.0.1")]
    public void Refuses_an_endpoint_that_is_no_http_url(string endpoint)
    {
        var error = Assert.Throws<InvalidOperationException>(() => new DaprClientBuilder().UseHttpEndpoint(endpoint).Build());

        Assert.Contains(endpoint, error.Message, StringComparison.Ordinal);
    }
}
