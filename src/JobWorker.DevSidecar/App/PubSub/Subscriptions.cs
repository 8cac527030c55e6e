using JobWorker.DevSidecar.App.PubSub.Bulk;
using JobWorker.DevSidecar.Components;
using JobWorker.DevSidecar.Resources.Resiliency.Running;

namespace JobWorker.DevSidecar.App.PubSub;

/// <summary>The subscriptions that run now.</summary>
internal sealed class Subscriptions(
    ComponentRegistry components, Runners runners, AppChannel app, string appId, TimeProvider clock, ILogger logger)
    : IDisposable
{
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _gate = new(1);
    private List<Running> _running = [];

    public IReadOnlyList<Subscription> Current => [.. _running.Select(one => one.Subscription)];

    /// <summary>
    /// Makes <paramref name="wanted"/> what runs; those that run already go on if they and their component are unchanged.
    /// </summary>
    public async Task ReplaceAsync(IReadOnlyList<Subscription> wanted, TimeSpan patience)
    {
        await _gate.WaitAsync();
        try
        {
            var prints = wanted.Select(one => one.Fingerprint).ToHashSet();
            var kept = _running.Where(one => prints.Contains(one.Subscription.Fingerprint) && one.IsCurrent(components)).ToList();
            await Task.WhenAll(_running.Except(kept).Select(one => one.Task.StopAsync(patience)));

            var present = kept.Select(one => one.Subscription.Fingerprint).ToHashSet();
            _running = [.. kept, .. wanted.Where(one => !present.Contains(one.Fingerprint)).Select(Start).OfType<Running>()];
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops all; handlers in flight have <paramref name="patience"/> to end.</summary>
    public Task StopAsync(TimeSpan patience) => ReplaceAsync([], patience);

    public void Dispose() => _gate.Dispose();

    private Running? Start(Subscription subscription)
    {
        if (components.Find<IPubSub>(subscription.PubSub) is not { } broker)
        {
            logger.SubscriptionWithoutComponent(subscription.Topic, subscription.PubSub);
            return null;
        }

        if (!TopicScopes.MaySubscribe(components.FindSpec(subscription.PubSub)!, appId, subscription.Topic))
        {
            logger.SubscriptionForbidden(subscription.PubSub, subscription.Topic, appId);
            return null;
        }

        var runner = runners.ForInbound(subscription.PubSub, "Pubsub");
        var reading = new ReadingTask((stop, abort) =>
        {
            var delivery = new Delivery(subscription, broker, app, runner, clock, logger, stop, abort);
            return subscription.Bulk is not { } options
                ? RunAsync(subscription, broker, delivery.HandleAsync, stop)
                : RunBulkAsync(subscription, broker, new BulkDelivery(
                    subscription, options, delivery, app, runner, clock, stop, abort), stop);
        });
        logger.Subscribed(subscription.PubSub, subscription.Topic, subscription.Default ?? "by rules");
        return new Running(subscription, broker, reading);
    }

    private async Task RunBulkAsync(Subscription subscription, IPubSub broker, BulkDelivery delivery, CancellationToken stop)
    {
        using (delivery)
        {
            await RunAsync(subscription, broker, delivery.HandleAsync, stop);
        }
    }

    private async Task RunAsync(Subscription subscription, IPubSub broker, PubSubHandler handler, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await broker.SubscribeAsync(subscription.Topic, subscription.Metadata, handler, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // A broker that is away must not end the sidecar: it is asked again until told to stop.
                logger.SubscriptionBroken(subscription.PubSub, subscription.Topic, e.Message);
                await Task.Delay(RestartPause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private sealed record Running(Subscription Subscription, IPubSub Broker, ReadingTask Task)
    {
        /// <summary>The component is still the one it reads from.</summary>
        public bool IsCurrent(ComponentRegistry components) => components.Find<IPubSub>(Subscription.PubSub) == Broker;
    }
}
