using JobWorker.Host.Hosting.Settings;
using JobWorker.Host.Intake;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Extensions;
using JobWorker.Host.Ojs.KubernetesJobs;
using JobWorker.Host.Ojs.Notes;
using JobWorker.Host.Ojs.Queues;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Host.Ojs.Schedules;
using JobWorker.Host.Ojs.Transport;
using JobWorker.Host.Ojs.Uniqueness;
using JobWorker.Host.Ojs.Workflows;

namespace JobWorker.Host.Ojs;

/// <summary>What the Open Job Spec backend is made of.</summary>
internal static class OjsServices
{
    public static void AddOjs(this IServiceCollection services)
    {
        services.AddSettings<OjsOptions>(OjsOptions.Section);
        services.AddSettings<TransportOptions>(TransportOptions.Section);
        services.AddSingleton<OjsDirectory>();
        services.AddSingleton<IEventSink, BrokerSink>();
        services.AddHostedService<PushWorker>();
        services.AddSingleton<IQueueStore, SidecarQueueStore>();
        services.AddSingleton<QueueKeepers>();
        services.AddSingleton<QueuesHere>();
        services.AddSingleton<IQueues, ActorQueues>();
        services.AddSingleton<QueueSignals>();
        services.AddSingleton<JobFinder>();
        services.AddSingleton<UniqueJobs>();
        services.AddSingleton<IParent, UniqueReleases>();
        services.AddSingleton<WorkflowKeeper>();
        services.AddSingleton<IParent>(provider => provider.GetRequiredService<WorkflowKeeper>());
        services.AddSingleton<Crons>();
        services.AddSingleton<IParent>(provider => provider.GetRequiredService<Crons>());
        services.AddHostedService<CronClock>();
        services.AddSingleton<Enqueuer>();
        services.AddSingleton<Batches.Batches>();
        services.AddSingleton<Notebook>();
        services.AddSingleton<INoted>(provider => provider.GetRequiredService<Batches.Batches>());
        services.AddSingleton<INoted>(provider => provider.GetRequiredService<WorkflowKeeper>());
        services.AddSingleton<QueueWorkerNeeds>();
        services.AddHostedService<NoteWorker>();
        services.AddOjsExtensions();
        services.AddSingleton<Fetcher>();
        services.AddSingleton<Heartbeats>();
        services.AddSingleton<IParents, Parents>();

        // A queue tells itself and its jobs' parents what time it is, so each needs the other.
        services.AddSingleton(provider => new Lazy<IQueues>(provider.GetRequiredService<IQueues>));
        services.AddSingleton(provider => new Lazy<JobFinder>(provider.GetRequiredService<JobFinder>));
        services.AddSingleton<KubernetesRunner>();
        services.AddSingleton<Func<JobIntake>>(provider => provider.GetRequiredService<JobIntake>);
        services.AddSingleton(provider => new Lazy<KubernetesRunner>(provider.GetRequiredService<KubernetesRunner>));
        services.AddSingleton(provider => new Lazy<IParents>(provider.GetRequiredService<IParents>));
    }
}
