using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Aws.Sqs.Topics;

/// <summary>Who takes the messages of one topic, and whether it is at work.</summary>
/// <param name="topic">The topic as the app names it.</param>
/// <param name="handler">Takes its messages.</param>
internal sealed class TopicHandler(string topic, PubSubHandler handler)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The subscription itself and each message in its hands.
    private int _users = 1;

    /// <summary>As the app names it.</summary>
    public string Topic => topic;

    public async Task HandleAsync(ReadOnlyMemory<byte> data, CancellationToken cancel)
    {
        Interlocked.Increment(ref _users);
        try
        {
            await handler(new PubSubMessage(topic, data, new Dictionary<string, string>()), cancel);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The subscription is over; returns when the last message is out of its hands.</summary>
    public Task EndAsync()
    {
        Leave();

        return _ended.Task;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _ended.TrySetResult();
        }
    }
}
