using System.Diagnostics;
using System.Text.Json;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Operations;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Extensions.Workers;

namespace JobWorker.Host.Ojs.Extensions.Admin;

/// <summary>How much there is of everything, of all and of a tenant. OJS admin API, section 10.</summary>
internal static class StatsAdmin
{
    public static void MapStatsAdmin(this RouteGroupBuilder admin)
    {
        admin.MapGet("/stats", StatsAsync);
        admin.MapGet("/tenants/{tenant}/stats", TenantAsync);
    }

    private static async Task<IResult> StatsAsync(Survey survey, WorkerBook book, TimeProvider clock, CancellationToken cancel)
    {
        var counts = await survey.CountsAsync(await survey.QueuesAsync(null, cancel), tenant: null, cancel);
        var uptime = clock.GetUtcNow() - Process.GetCurrentProcess().StartTime.ToUniversalTime();

        return Writing.Ok(json =>
        {
            json.WriteNumber("queues", counts.Count);
            json.WriteNumber("workers", book.All().Count);
            json.WriteStartObject("jobs");
            States(json, counts);
            json.WriteEndObject();
            json.WriteNumber("dead_letter", counts.Sum(one => one.Counts.DeadLetters));
            json.WriteNumber("uptime_seconds", (long)uptime.TotalSeconds);
        });
    }

    /// <summary>Of jobs that are not finished, dead letters, and what ended so lately that it is in memory yet.</summary>
    private static async Task<IResult> TenantAsync(string tenant, Survey survey, CancellationToken cancel)
    {
        var counts = await survey.CountsAsync(await survey.QueuesAsync(null, cancel), tenant, cancel);

        return Writing.Ok(json =>
        {
            json.WriteString("tenant_id", tenant);
            json.WriteNumber("total_jobs", counts.Sum(one => one.Counts.ByState.Values.Sum()));
            json.WriteStartObject("jobs");
            States(json, counts);
            json.WriteEndObject();
        });
    }

    private static void States(Utf8JsonWriter json, IReadOnlyList<(string Queue, QueueAnswer.Counts Counts)> all)
    {
        foreach (var state in Enum.GetValues<JobState>())
        {
            json.WriteNumber(OjsJson.Name(state), all.Sum(one => one.Counts.ByState.GetValueOrDefault(state)));
        }
    }
}
