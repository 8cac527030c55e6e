using System.Text.Json.Nodes;
using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Node;
using JobWorker.DevCluster.Objects;

namespace JobWorker.DevCluster.Api;

/// <summary>GET of <c>pods/{name}/log</c>: what a container has written, and with <c>follow</c> what it writes.</summary>
internal sealed class PodLogs(Reads reads, Kubelet kubelet, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    public async Task GetAsync(HttpContext context, RequestPath path)
    {
        if (context.Request.Method != "GET")
        {
            throw ApiException.MethodNotAllowed();
        }

        var pod = reads.Find(path with { Subresource = null }).Tree;
        var container = ContainerOf(context.Request, pod);
        if (context.Request.Flag("previous"))
        {
            throw ApiException.BadRequest($"previous terminated container \"{container}\" in pod \"{pod.Name()}\" not found");
        }

        var log = kubelet.FindLog(pod.Uid(), container) ?? throw ApiException.BadRequest(
            $"container \"{container}\" in pod \"{pod.Name()}\" is waiting to start: {WaitingReason(pod, container)}");
        var query = ReadQuery(context.Request);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/plain";
        try
        {
            await log.CopyToAsync(context.Response.Body, query, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Who follows a log leaves when they have seen enough.
        }
    }

    private LogQuery ReadQuery(HttpRequest request)
    {
        DateTimeOffset? since = request.Number("sinceSeconds") is { } seconds
            ? clock.GetUtcNow().AddSeconds(-Math.Min(seconds, 1_000_000_000))
            : null;
        if (request.Query["sinceTime"].ToString() is { Length: > 0 } text)
        {
            since = ((JsonNode)text).Time() ?? throw ApiException.BadRequest($"invalid sinceTime: \"{text}\" is no time");
        }

        return new(
            request.Flag("follow"), request.Flag("timestamps"), since,
            request.Number("tailLines"), request.Number("limitBytes"));
    }

    private static string ContainerOf(HttpRequest request, JsonObject pod)
    {
        var names = pod.Items("spec", "containers").Select(c => c.Text("name")!).ToList();
        var initNames = pod.Items("spec", "initContainers").Select(c => c.Text("name")!);

        return request.Query["container"].ToString() switch
        {
            "" when names is [var only] => only,
            "" => throw ApiException.BadRequest(
                $"a container name must be specified for pod {pod.Name()}, choose one of: [{string.Join(' ', names)}]"),
            var name when names.Concat(initNames).Contains(name) => name,
            var name => throw ApiException.BadRequest($"container {name} is not valid for pod {pod.Name()}"),
        };
    }

    private static string WaitingReason(JsonObject pod, string container) =>
        pod.Items("status", "containerStatuses").Concat(pod.Items("status", "initContainerStatuses"))
            .FirstOrDefault(status => status.Text("name") == container).Text("state", "waiting", "reason")
        ?? "ContainerCreating";
}
