using System.Net;
using JobWorker.Host.Hosting.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobWorker.Host.Tests.Hosting;

public sealed class TheDoors : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private WebApplication? _app;

    public async Task InitializeAsync() => await StartAsync(token: null);

    public async Task DisposeAsync()
    {
        await _app!.DisposeAsync();
        _http.Dispose();
    }

    [Theory]
    [InlineData(0, "/inside", HttpStatusCode.OK)]
    [InlineData(0, "/outside", HttpStatusCode.NotFound)]
    [InlineData(1, "/inside", HttpStatusCode.NotFound)]
    [InlineData(1, "/outside", HttpStatusCode.OK)]
    public async Task Lead_to_different_rooms(int door, string path, HttpStatusCode expected) =>
        Assert.Equal(expected, await GetAsync(door, path));

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("wrong", HttpStatusCode.Unauthorized)]
    [InlineData("secret", HttpStatusCode.OK)]
    public async Task Ask_the_sidecar_for_its_token(string? token, HttpStatusCode expected)
    {
        await _app!.DisposeAsync();
        await StartAsync("secret");

        Assert.Equal(expected, await GetAsync(0, "/inside", token));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(1, "/outside"));
    }

    [Fact]
    public void Say_which_port_is_taken_and_how_to_see_by_whom()
    {
        var port = new Uri(_app!.Urls.First()).Port;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Listen:SidecarPort"] = "0",
            ["Listen:PublicPort"] = $"{port}",
        });

        Assert.Equal($"Listen:PublicPort: port {port} is in use. Who has it: ss -ltnp 'sport = :{port}'", builder.UseListeners());
    }

    private async Task StartAsync(string? token)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Listen:SidecarPort"] = "0",
            ["Listen:PublicPort"] = "0",
            ["APP_API_TOKEN"] = token,
        });
        Assert.Null(builder.UseListeners());
        _app = builder.Build();
        _app.UseRouting();
        _app.UseDoors();
        _app.MapGet("/inside", () => "in").ForSidecar();
        _app.MapGet("/outside", () => "out").ForPublic();
        await _app.StartAsync();
    }

    private async Task<HttpStatusCode> GetAsync(int door, string path, string? token = null)
    {
        var urls = _app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        using var request = new HttpRequestMessage(HttpMethod.Get, urls.ElementAt(door) + path);
        if (token is not null)
        {
            request.Headers.Add("dapr-api-token", token);
        }

        using var response = await _http.SendAsync(request);

        return response.StatusCode;
    }
}
