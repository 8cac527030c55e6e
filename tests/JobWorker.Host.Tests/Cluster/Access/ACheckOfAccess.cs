using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using JobWorker.Host.Cluster.Access;
using k8s;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.Host.Tests.Cluster.Access;

public sealed class ACheckOfAccess
{
    private readonly ConcurrentDictionary<string, bool> _denied = [];

    [Fact]
    public async Task Finds_nothing_missing_where_all_is_granted()
    {
        await using var server = await WebServer.StartAsync(AnswerAsync);

        Assert.Null(await TroubleAsync(Check(server)));
    }

    [Fact]
    public async Task Names_what_is_vital_and_withheld()
    {
        await using var server = await WebServer.StartAsync(AnswerAsync);
        _denied["delete jobs"] = _denied["get pods/log"] = true;

        Assert.Equal("Not allowed: delete jobs.batch in namespace build.", await TroubleAsync(Check(server)));
    }

    [Fact]
    public async Task Sees_that_a_right_has_been_granted_since()
    {
        await using var server = await WebServer.StartAsync(AnswerAsync);
        var check = Check(server);
        _denied["watch pods"] = true;
        Assert.NotNull(await TroubleAsync(check));

        _denied.Clear();

        Assert.Null(await TroubleAsync(check));
    }

    private static AccessCheck Check(WebServer server) => new(
        new Kubernetes(new KubernetesClientConfiguration { Host = server.Url }),
        Policies.InForce(out _, "build"), TimeProvider.System, NullLogger<AccessCheck>.Instance);

    private static async Task<string?> TroubleAsync(AccessCheck check)
    {
        await check.CheckAsync(CancellationToken.None);
        return check.Trouble;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var review = (await JsonNode.ParseAsync(http.Request.Body))!;
        var asked = review["spec"]!["resourceAttributes"]!;
        var resource = asked["subresource"] is { } sub ? $"{asked["resource"]}/{sub}" : $"{asked["resource"]}";
        review["status"] = new JsonObject { ["allowed"] = !_denied.ContainsKey($"{asked["verb"]} {resource}") };
        http.Response.StatusCode = StatusCodes.Status201Created;
        await http.Response.WriteAsJsonAsync(review);
    }
}
