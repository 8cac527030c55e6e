using JobWorker.Host.Ojs.Extensions.Admission;
using JobWorker.Host.Ojs.Extensions.Fairness;
using JobWorker.Host.Ojs.Extensions.Operations;
using JobWorker.Host.Ojs.Extensions.Realtime;
using JobWorker.Host.Ojs.Extensions.Schemas;
using JobWorker.Host.Ojs.Extensions.Shared;
using JobWorker.Host.Ojs.Extensions.Webhooks;
using JobWorker.Host.Ojs.Extensions.Workers;
using JobWorker.Host.Ojs.Transport;

namespace JobWorker.Host.Ojs.Extensions;

/// <summary>What OJS' extensions are made of.</summary>
internal static class ExtensionServices
{
    public static void AddOjsExtensions(this IServiceCollection services)
    {
        services.AddSingleton<SharedDocumentNeeds>();
        services.AddSingleton<SchemaCatalog>();
        services.AddSingleton<SchemaRegistry>();
        services.AddSingleton<Admissions>();
        services.AddSingleton<DrainingWorkers>();
        services.AddSingleton<WorkerBook>();
        services.AddSingleton<Pools>();
        services.AddSingleton<Survey>();
        services.AddSingleton<Bulk>();
        services.AddSingleton<Tails>();
        services.AddSingleton<Streams>();
        services.AddSingleton<Subscriptions>();
        services.AddSingleton<IEventSink, WebhookOutbox>();
        services.AddSingleton<IWebhookPost, WebhookPost>();
        services.AddHostedService<WebhookWorker>();
    }
}
