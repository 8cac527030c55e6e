using System.Text;
using Dapr.Client;
using JobWorker.Host.Intake;
using JobWorker.Host.Tests.Ojs.Extensions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JobWorker.Host.Tests.Ojs.Transport;

/// <summary>What is asked of jobs that come over HTTP is asked of those that a broker brings.</summary>
public sealed class AJobOverATopic : IAsyncLifetime
{
    private const string Id = "019414d4-0000-7000-8000-000000000001";
    private const string Uri = "urn:ojs:schema:email.send:v1";

    private WebServer _sidecar = null!;
    private OjsWorld _world = null!;

    private IReadOnlyList<DeadLetter> Letters => _world.Services.GetRequiredService<DeadLetters>().Recent;

    public async Task InitializeAsync()
    {
        _sidecar = await WebServer.StartAsync(context => context.Request.Path.Value!.EndsWith("metadata", StringComparison.Ordinal)
            ? context.Response.WriteAsync("{}")
            : Task.CompletedTask);
        _world = await OjsWorld.StartAsync(services =>
            services.AddSingleton(new DaprClientBuilder().UseHttpEndpoint(_sidecar.Url).Build()));
    }

    public async Task DisposeAsync()
    {
        await _world.DisposeAsync();
        await _sidecar.DisposeAsync();
    }

    [Fact]
    public async Task Is_its_tenants()
    {
        await TakeAsync($$$"""{"id":"{{{Id}}}","type":"a","args":[],"meta":{"tenant_id":"acme"},"options":{"queue":"q"}}""");

        Assert.Null(await _world.FetchAsync(tenant: "other"));
        Assert.Equal("1", (await _world.GetAsync("/admin/tenants/acme/stats")).Text("total_jobs"));
        Assert.Equal(Id, await _world.FetchAsync(tenant: "acme"));
    }

    [Fact]
    public async Task Goes_to_dead_letters_where_it_breaks_the_schema_it_names()
    {
        await _world.PutAsync("/admin/schemas/email.send/1", """{"schema":{"items":{"type":"string"}}}""");

        await TakeAsync($$$"""{"id":"{{{Id}}}","type":"email.send","args":[1,2],"schema":"{{{Uri}}}","options":{"queue":"q"}}""");

        var reason = Assert.Single(Letters).Reason;
        Assert.StartsWith("OJS: args[0] ", reason, StringComparison.Ordinal);
        Assert.Contains("; args[1] ", reason, StringComparison.Ordinal);
        Assert.Null(await _world.FetchAsync());

        await TakeAsync($$$"""{"id":"{{{Id}}}","type":"email.send","args":["a"],"schema":"{{{Uri}}}","options":{"queue":"q"}}""");
        Assert.Equal(Id, await _world.FetchAsync());
    }

    [Fact]
    public async Task Goes_to_dead_letters_where_it_asks_for_a_check_that_cannot_be_made()
    {
        await TakeAsync($$$"""{"id":"{{{Id}}}","type":"email.send","args":[],"meta":{"ojs_validate":true},"options":{"queue":"q"}}""");

        Assert.Equal("OJS: email.send has no registered schema.", Assert.Single(Letters).Reason);
        Assert.Null(await _world.FetchAsync());
    }

    private async Task TakeAsync(string message)
    {
        using var body = new StringContent(message, Encoding.UTF8, "application/json");
        using var answer = await _world.Http.PostAsync("/intake/ojs", body);

        Assert.Equal(200, (int)answer.StatusCode);
    }
}
