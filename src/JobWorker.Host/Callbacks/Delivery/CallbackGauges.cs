using JobWorker.Host.Hosting;
using JobWorker.Host.Leadership;
using Prometheus;

namespace JobWorker.Host.Callbacks.Delivery;

/// <summary>Looks at what is pending whenever metrics are asked for.</summary>
internal sealed class CallbackGauges(PendingCallbacks pending, Lanes lanes, LeaderRole role) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Metrics.DefaultRegistry.AddBeforeCollectCallback(Update);

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Update()
    {
        if (!role.Works)
        {
            pending.Clear();
        }

        var (count, oldest) = pending.Look();
        HostMetrics.PendingCallbacks.Set(count);
        HostMetrics.OldestPendingCallback.Set(oldest.TotalSeconds);
        HostMetrics.OpenCircuits.Set(lanes.Open);
    }
}
