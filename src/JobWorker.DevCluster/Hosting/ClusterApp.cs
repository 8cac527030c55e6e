using JobWorker.DevCluster.Admission;
using JobWorker.DevCluster.Api;
using JobWorker.DevCluster.Controllers;
using JobWorker.DevCluster.Controllers.Jobs;
using JobWorker.DevCluster.Node;
using JobWorker.DevCluster.Storage;

namespace JobWorker.DevCluster.Hosting;

/// <summary>Puts the parts together.</summary>
internal static class ClusterApp
{
    /// <summary>The cluster, seeded, not yet listening.</summary>
    /// <exception cref="SeedException">A seed cannot be applied.</exception>
    public static WebApplication Build(DevClusterOptions options, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Listen, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.Limit;

            // A watcher may be slow for as long as its queue lasts.
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.Services
            .Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1.5))
            .AddSingleton(options)
            .AddSingleton(clock)
            .AddSingleton(_ => new Store(options.History))
            .AddSingleton<Gatekeeper>().AddSingleton<Deleter>().AddSingleton<EventRecorder>().AddSingleton<NodeServices>()
            .AddSingleton<Reads>().AddSingleton<Watches>().AddSingleton<Writes>().AddSingleton<Deletes>()
            .AddSingleton<PodLogs>().AddSingleton<ApiEndpoint>().AddSingleton<Seeds>()
            .AddController<JobController>().AddController<GarbageCollector>()
            .AddController<NamespaceController>().AddController<Kubelet>();

        var app = builder.Build();

        // Controllers listen to the store from the moment they exist, so they must exist before the first object does.
        app.Services.GetServices<IHostedService>();
        app.Services.GetRequiredService<Seeds>().Apply(options.Seeds);
        app.UseExceptionHandler(errors => errors.Run(context => context.WriteAsync(ApiException.Bug())));
        app.Run(app.Services.GetRequiredService<ApiEndpoint>().HandleAsync);
        return app;
    }

    private static IServiceCollection AddController<T>(this IServiceCollection services)
        where T : class, IHostedService =>
        services.AddSingleton<T>().AddHostedService(provider => provider.GetRequiredService<T>());
}
