using System.Net.Mime;
using Dapr.Actors.Runtime;
using Dapr.Actors.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dapr.Actors.AspNetCore;

/// <summary>What the sidecar calls. Success is 200, nothing else; an exception becomes a 500 in the app's pipeline.</summary>
internal sealed class ActorEndpoints(ActorRuntime runtime)
{
    public Task ConfigAsync(HttpContext http) => AnswerAsync(http, runtime.Config());

    /// <summary>A typed proxy is told of an exception; any other caller gets the 500.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Headers.TryGetValue(ActorHeaders.Reentrancy, out var chain))
        {
            ReentrancyChain.Id = chain;
        }

        if (!http.Request.Headers.ContainsKey(ActorHeaders.Request))
        {
            await AnswerAsync(http, await CallAsync(http));
            return;
        }

        byte[]? answer;
        try
        {
            answer = await CallAsync(http);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            http.Response.Headers[ActorHeaders.Error] = "json";
            answer = ActorRuntime.Fault(e);
        }

        await AnswerAsync(http, answer);
    }

    public Task RemindAsync(HttpContext http) =>
        runtime.RemindAsync(Part(http, "type"), Part(http, "id"), Part(http, "name"), http.Request.Body, http.RequestAborted);

    public Task TimeAsync(HttpContext http) =>
        runtime.TimeAsync(Part(http, "type"), Part(http, "id"), http.Request.Body, http.RequestAborted);

    public Task DeactivateAsync(HttpContext http) => runtime.DeactivateAsync(Part(http, "type"), Part(http, "id"));

    private Task<byte[]?> CallAsync(HttpContext http) =>
        runtime.InvokeAsync(Part(http, "type"), Part(http, "id"), Part(http, "name"), http.Request.Body, http.RequestAborted);

    private static async Task AnswerAsync(HttpContext http, byte[]? json)
    {
        if (json is null)
        {
            return;
        }

        http.Response.ContentType = MediaTypeNames.Application.Json;
        http.Response.ContentLength = json.Length;
        await http.Response.Body.WriteAsync(json, http.RequestAborted);
    }

    private static string Part(HttpContext http, string name) => (string)http.GetRouteValue(name)!;
}
