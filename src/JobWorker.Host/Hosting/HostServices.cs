using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using JobWorker.Core.Ojs;
using JobWorker.Core.Policies;
using JobWorker.Host.Api;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Delivery;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Egress.Batches;
using JobWorker.Host.Callbacks.Routes;
using JobWorker.Host.Callbacks.Signing;
using JobWorker.Host.Catalog;
using JobWorker.Host.Catalog.Log;
using JobWorker.Host.Cluster;
using JobWorker.Host.Cluster.Access;
using JobWorker.Host.Cluster.Answers;
using JobWorker.Host.Cluster.Requests;
using JobWorker.Host.Cluster.Watching;
using JobWorker.Host.Hosting.Listening;
using JobWorker.Host.Hosting.Settings;
using JobWorker.Host.Hosting.Shutdown;
using JobWorker.Host.Intake;
using JobWorker.Host.Jobs;
using JobWorker.Host.Jobs.Events;
using JobWorker.Host.Jobs.Tracing;
using JobWorker.Host.Journals;
using JobWorker.Host.Leadership;
using JobWorker.Host.Ojs;
using JobWorker.Host.Ojs.Queues;
using k8s;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Hosting;

/// <summary>What the service is made of.</summary>
internal static class HostServices
{
    public static void AddJobWorker(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSettings();
        TraceExport.Add(services, builder.Configuration);
        services.AddProblemDetails(Problems.Explain);
        services.AddSingleton(TimeProvider.System);
        services.AddDaprClient();
        services.AddLeadership();
        services.AddJournals();
        services.AddCatalog();
        services.AddJobs(builder.Configuration);
        services.AddEvents();
        services.AddCluster();
        services.AddCallbacks();
        services.AddOjs();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<IntakeGate>();
        services.AddTransient<JobIntake>();
        services.AddSingleton<Readiness>();
        services.AddDrain();
    }

    private static void AddSettings(this IServiceCollection services)
    {
        services.AddSettings<ListenOptions>(ListenOptions.Section);
        services.AddSettings<JournalOptions>(JournalOptions.Section);
        services.AddSettings<RetentionOptions>(RetentionOptions.Section);
        services.AddSettings<JobOptions>(JobOptions.Section);
        services.AddSettings<IntakeOptions>(IntakeOptions.Section);
        services.AddSettings<CallbackOptions>(CallbackOptions.Section);
        services.AddSettings<EgressOptions>(EgressOptions.Section);
        services.AddSettings<PolicyOptions>(PolicyOptions.Section);
        services.AddSettings<LeadershipOptions>(LeadershipOptions.Section);
        services.AddSettings<ShutdownOptions>(ShutdownOptions.Section);
        services.AddSettings<KubernetesOptions>(KubernetesOptions.Section);
        services.AddSettings<TemplateOptions>(TemplateOptions.Section);

        // Whoever asks gets the policy of now; who keeps it would keep an old one.
        services.AddSingleton<PolicyInForce>();
        services.AddTransient(provider => provider.GetRequiredService<PolicyInForce>().Policy);
    }

    /// <summary>Before every other hosted service: it starts first and stops last.</summary>
    private static void AddLeadership(this IServiceCollection services)
    {
        services.AddSingleton<LeaderRole>();
        services.AddSingleton<ILockStore, SidecarLocks>();
        services.AddHostedService<LeaderElection>();
    }

    private static void AddJournals(this IServiceCollection services)
    {
        services.AddSingleton<SidecarSlots>();
        services.AddSingleton<IStateSlots>(provider => provider.GetRequiredService<SidecarSlots>());
        services.AddSingleton(new JournalShape<Job, JobEvent>(Job.None, Job.Evolve, JobJson.Event, JobJson.State));
        services.AddSingleton(provider => new Journal<Job, JobEvent>(
            new GatheredSlots(provider.GetRequiredService<SidecarSlots>()),
            provider.GetRequiredService<JournalShape<Job, JobEvent>>(),
            provider.GetRequiredService<IOptions<JournalOptions>>().Value.KeyPrefix,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new JournalCheck(
            provider.GetRequiredService<IStateSlots>(), provider.GetRequiredService<IOptions<JournalOptions>>().Value.KeyPrefix));
    }

    private static void AddJobs(this IServiceCollection services, ConfigurationManager configuration)
    {
        services.AddActors(actors =>
        {
            var options = configuration.GetSection(JobOptions.Section).Get<JobOptions>() ?? new JobOptions();
            actors.Actors.RegisterActor<JobActor>();
            actors.Actors.RegisterActor<QueueActor>();
            actors.UseJsonSerialization = true;
            // Of what jobs say and are told it makes what JobJson does.
            actors.JsonSerializerOptions = OjsJson.Options;
            actors.ActorIdleTimeout = options.IdleTimeout;
        });
        services.AddSingleton<JobKeepers>();
        services.AddSingleton<Func<JobKeepers>>(provider => provider.GetRequiredService<JobKeepers>);
        services.AddSingleton<JobsHere>();
        services.AddSingleton<IJobs, JobTeller>();
        services.AddSingleton<WakeUps>();
        services.AddSingleton<IWakeUps>(provider => provider.GetRequiredService<WakeUps>());
        services.AddHostedService(provider => provider.GetRequiredService<WakeUps>());
    }

    private static void AddCluster(this IServiceCollection services)
    {
        services.AddSingleton<IKubernetes>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<KubernetesOptions>>().Value;

            var config = KubernetesClientConfiguration.BuildDefaultConfig();
            // Requests that share connections wait for each other: a burst of Jobs is created a tenth faster without.
            config.DisableHttp2 = true;

            return new Kubernetes(
                config,
                new RateBudget(options.Qps, options.Burst, options.Concurrency),
                new AnswerGuard(provider.GetRequiredService<ServerClock>(), provider.GetRequiredService<TimeProvider>()));
        });
        services.AddSingleton<ServerClock>();
        services.AddSingleton<IJobCluster, KubernetesCluster>();
        services.AddSingleton<FailedLog>();
        services.AddSingleton<LateJobs>();
        services.AddSingleton<DroppedFields>();
        services.AddSingleton<Templates>();
        services.AddSingleton<Manifests>();
        services.AddSingleton<DryRun>();
        services.AddTransient<SubmissionRules>();
        services.AddSingleton<Func<SubmissionRules>>(provider => provider.GetRequiredService<SubmissionRules>);
        services.AddSingleton<ClusterState>();
        services.AddSingleton<AccessCheck>();
        services.AddHostedService(provider => provider.GetRequiredService<AccessCheck>());
        services.AddTransient(provider => new WatchScope(
            provider.GetRequiredService<IKubernetes>(),
            WatchScope.Only(provider.GetRequiredService<JobPolicy>())));
        services.AddTransient<JobWatcher>();
        services.AddSingleton<Func<JobWatcher>>(provider => provider.GetRequiredService<JobWatcher>);
        services.AddSingleton<LeaderWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<LeaderWatch>());
    }

    private static void AddCallbacks(this IServiceCollection services)
    {
        services.AddSingleton<CallbackRoutes>();
        services.AddSingleton<SecretReader>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IWebhook, BindingWebhook>();
        services.AddSingleton(Outside.Machine);
        services.AddSingleton<AddressGuard>();
        services.AddSingleton<ProxyCredentials>();
        services.AddSingleton<EgressProxy>();
        services.AddSingleton<EgressClient>();
        services.AddSingleton<EgressSender>();
        services.AddSingleton<LateAnswers>();
        services.AddSingleton<BatchSender>();
        services.AddSingleton<PendingCallbacks>();
        services.AddSingleton(provider => Lanes.Of(
            provider.GetRequiredService<IOptions<CallbackOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CallbackDispatcher>();
        services.AddHostedService<CallbackGauges>();
        services.AddSingleton<ICallbackSender>(provider => provider.GetRequiredService<CallbackDispatcher>());
    }

    /// <summary>In the order in which they come to rest.</summary>
    private static void AddDrain(this IServiceCollection services)
    {
        services.AddSingleton<IDrain>(provider => provider.GetRequiredService<IntakeGate>());
        services.AddSingleton<IDrain>(provider => provider.GetRequiredService<LeaderWatch>());
        services.AddSingleton<IDrain>(provider => provider.GetRequiredService<WakeUps>());
        services.AddSingleton<IDrain>(provider => provider.GetRequiredService<CallbackDispatcher>());
        services.AddSingleton<IDrain>(provider => provider.GetRequiredService<EventPublisher>());
        services.AddSingleton<IDrain>(provider => provider.GetRequiredService<CatalogWriter>());
        services.AddHostedService<Drain>();
        services.AddOptions<HostOptions>()
            .Configure<IOptions<ShutdownOptions>>((host, shutdown) => host.ShutdownTimeout = shutdown.Value.Timeout);
    }
}
