using System.Collections.Frozen;

namespace JobWorker.Host.Hosting.Listening.Access;

/// <summary>Which role each request at the public listener needs, all in one place.</summary>
/// <remarks>GET wants to read. Everything else operates unless it is named here, so that a route which is forgotten is not open.</remarks>
internal static class AccessRules
{
    /// <summary>Asked without a key, by the kubelet among others.</summary>
    public static readonly FrozenSet<string> Open = FrozenSet.Create(StringComparer.Ordinal, "/livez", "/readyz");

    /// <summary>Methods and routes of who sends jobs or works on them.</summary>
    public static readonly FrozenSet<(string Method, string Route)> Submitting = FrozenSet.Create(
        ("POST", "/api/jobs"),
        ("DELETE", "/api/jobs/{id}"),
        ("POST", "/ojs/v1/jobs"),
        ("POST", "/ojs/v1/jobs/batch"),
        ("POST", "/ojs/v1/jobs/bulk"),
        ("DELETE", "/ojs/v1/jobs/{id}"),
        ("POST", "/ojs/v1/jobs/{id}/activate"),
        ("POST", "/ojs/v1/jobs/{id}/ack"),
        ("PUT", "/ojs/v1/jobs/{id}/progress"),
        ("PUT", "/ojs/v1/jobs/{id}/checkpoint"),
        ("DELETE", "/ojs/v1/jobs/{id}/checkpoint"),
        ("POST", "/ojs/v1/workflows"),
        ("DELETE", "/ojs/v1/workflows/{id}"),
        ("POST", "/ojs/v1/cron"),
        ("DELETE", "/ojs/v1/cron/{name}"),
        ("POST", "/ojs/v1/workers/fetch"),
        ("POST", "/ojs/v1/workers/ack"),
        ("POST", "/ojs/v1/workers/ack/bulk"),
        ("POST", "/ojs/v1/workers/nack"),
        ("POST", "/ojs/v1/workers/heartbeat"),
        ("POST", "/ojs/v1/workers/beat"),
        ("POST", "/ojs/v1/workers/progress"),
        ("POST", "/ojs/v1/agents/{id}/pause"),
        ("POST", "/ojs/v1/agents/{id}/resume"),
        ("POST", "/ojs/v1/agents/{id}/fork"));

    /// <summary>The role a request needs; none: anybody may. What is not there wants a key too, so that nobody finds out what is.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="route">The pattern of the route that it leads to; none: to no route.</param>
    public static AccessRole? RoleFor(string method, string? route)
    {
        var path = route?.TrimEnd('/');
        if (path is not null && Open.Contains(path))
        {
            return null;
        }

        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            return AccessRole.Read;
        }

        return path is not null && Submitting.Contains((method, path)) ? AccessRole.Submit : AccessRole.Operate;
    }
}
