using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Resources.Configurations;

namespace JobWorker.DevSidecar.Api;

/// <summary>Logs each call of the API, where that is asked for.</summary>
/// <param name="rules">What is logged and how.</param>
/// <param name="clock">Measures calls.</param>
/// <param name="logger">Gets them.</param>
internal sealed class ApiAccessLog(ApiLogging rules, TimeProvider clock, ILogger logger)
{
    /// <summary>When a call begins.</summary>
    public long Begin() => rules.Enabled ? clock.GetTimestamp() : 0;

    /// <summary>When it has ended.</summary>
    public void End(ApiCall call, long begin)
    {
        if (!rules.Enabled || (rules.OmitHealthChecks && call.Path is [_, "healthz", ..]))
        {
            return;
        }

        var request = call.Http.Request;
        var path = rules.ObfuscateUrls ? $"/{string.Join('/', call.Path.Take(2))}" : request.Path.Value ?? "";
        var time = (long)clock.GetElapsedTime(begin).TotalMilliseconds;
        logger.ApiCalled(call.Method, path, call.Http.Response.StatusCode, time, request.Headers.UserAgent.ToString());
    }
}
