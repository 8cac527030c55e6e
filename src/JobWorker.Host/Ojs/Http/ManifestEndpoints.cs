using System.Diagnostics;
using System.Reflection;
using JobWorker.Host.Journals;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Http.Answers;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Ojs.Http;

/// <summary>What this backend is and whether it works. OJS core, section 10; HTTP binding, section 15.</summary>
internal static class ManifestEndpoints
{
    private static readonly string Version =
        typeof(ManifestEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            .Split('+')[0] ?? "0.0.0";

    private static readonly string[] Capabilities =
    [
        "admin_api", "backpressure", "batch_enqueue", "bulk_operations", "checkpoints", "cron_jobs", "dead_letter",
        "delayed_jobs", "events", "heartbeat", "job_history", "job_ttl", "long_poll", "pending_jobs", "priority_queues", "progress",
        "queue_pause", "rate_limiting", "realtime", "retry_policies", "schema_validation", "timeouts", "unique_jobs", "workflows",
    ];

    /// <summary>Companion specifications of which more than a name is implemented; the documentation says what is not.</summary>
    private static readonly string[] Extensions =
    [
        "admin-api", "agent", "backpressure", "bulk-operations", "checkpoint", "execution-history", "fair-scheduling",
        "graceful-shutdown", "job-versioning", "middleware", "multi-tenancy", "observability", "progress", "rate-limiting",
        "realtime", "schema-registry", "webhooks",
    ];

    public static IResult Manifest() => new OjsResult(StatusCodes.Status200OK, json =>
    {
        json.WriteString("specversion", "1.0");
        json.WriteString("ojs_version", "1.0");
        json.WriteStartObject("implementation");
        json.WriteString("name", "jobworker-dapr");
        json.WriteString("version", Version);
        json.WriteString("language", "csharp");
        json.WriteEndObject();
        json.WriteNumber("conformance_level", 4);
        json.WriteStartArray("protocols");
        json.WriteStringValue("http");
        json.WriteEndArray();
        json.WriteString("backend", "dapr-state");
        json.WriteStartObject("capabilities");
        foreach (var capability in Capabilities)
        {
            json.WriteBoolean(capability, true);
        }

        json.WriteEndObject();
        json.WriteStartArray("extensions");
        foreach (var extension in Extensions)
        {
            json.WriteStringValue(extension);
        }

        json.WriteEndArray();
        json.WriteStartObject("endpoints");
        json.WriteString("base", "/ojs/v1");
        json.WriteString("health", "/ojs/v1/health");
        json.WriteString("ready", "/ojs/v1/ready");
        json.WriteString("admin", "/ojs/v1/admin");
        json.WriteString("websocket", "/ojs/v1/ws");
        json.WriteEndObject();
    });

    public static async Task<IResult> HealthAsync(
        OjsDirectory directory, IOptions<JournalOptions> options, TimeProvider clock, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        var trouble = "";
        try
        {
            await directory.ReadAsync(cancel);
        }
        catch (JournalUnavailableException e)
        {
            trouble = e.Message;
        }

        var uptime = (clock.GetUtcNow() - Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalSeconds;

        return new OjsResult(trouble.Length == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, json =>
        {
            json.WriteString("status", trouble.Length == 0 ? "ok" : "degraded");
            json.WriteString("version", "1.0");
            json.WriteNumber("uptime_seconds", (long)uptime);
            json.WriteStartObject("backend");
            json.WriteString("type", options.Value.StateStore);
            json.WriteString("status", trouble.Length == 0 ? "ok" : "unhealthy");
            json.WriteNumber("latency_ms", (long)clock.GetElapsedTime(began).TotalMilliseconds);
            if (trouble.Length > 0)
            {
                json.WriteString("error", trouble);
            }

            json.WriteEndObject();
        });
    }
}
