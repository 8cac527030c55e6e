namespace JobWorker.Host.Jobs.Events;

/// <summary>Where events go.</summary>
internal interface IEventBroker
{
    /// <summary>Publishes one event. Never throws for what the other side does: that is an answer.</summary>
    /// <returns>Why it was not taken; none when it was.</returns>
    Task<string?> PublishAsync(JobCloudEvent e);
}
