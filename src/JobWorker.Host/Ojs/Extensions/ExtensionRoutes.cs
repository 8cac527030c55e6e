using JobWorker.Host.Ojs.Extensions.Admin;
using JobWorker.Host.Ojs.Extensions.Agents;
using JobWorker.Host.Ojs.Extensions.Fairness;
using JobWorker.Host.Ojs.Extensions.Jobs;
using JobWorker.Host.Ojs.Extensions.Operations;
using JobWorker.Host.Ojs.Extensions.Realtime;
using JobWorker.Host.Ojs.Extensions.Schemas;
using JobWorker.Host.Ojs.Extensions.Webhooks;
using JobWorker.Host.Ojs.Extensions.Workers;

namespace JobWorker.Host.Ojs.Extensions;

/// <summary>Everything under <c>/ojs/v1</c> that OJS has in extensions.</summary>
internal static class ExtensionRoutes
{
    public static void MapExtensions(this RouteGroupBuilder v1)
    {
        v1.MapProgress();
        v1.MapCheckpoints();
        v1.MapHistory();
        v1.MapBulk();
        v1.MapBulkEnqueue();
        v1.MapBulkAck();
        v1.MapLimits();
        v1.MapStreams();
        v1.MapSocket();
        v1.MapSchemas();
        v1.MapWebhooks();
        v1.MapDeliveries();
        v1.MapWorkerStates();
        v1.MapAgents();
        v1.MapReady();

        var admin = v1.MapGroup("/admin");
        admin.MapStatsAdmin();
        admin.MapQueueAdmin();
        admin.MapJobAdmin();
        admin.MapWorkerAdmin();
        admin.MapPools();
    }
}
