using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Aws.Sqs.Topics;

/// <summary>Receives from the one queue of a component and hands each message to the handler of its topic.</summary>
/// <remarks>
/// A batch is over before the next is received. Nothing extends the visibility of a message whose handler is slow.
/// </remarks>
internal sealed class SnsSqsPoller(
    string component, SnsSqsSettings settings, SqsQueue queue, SqsApi sqs,
    ConcurrentDictionary<string, TopicHandler> handlers, TimeProvider clock, ILogger logger, ReceiveErrors errors)
{
    /// <summary>Runs until <paramref name="cancel"/> fires and the handlers in flight have ended.</summary>
    /// <param name="connectAsync">Connects the topics anew: a queue that was deleted may be back without what led to it.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task RunAsync(Func<CancellationToken, Task> connectAsync, CancellationToken cancel)
    {
        var backOff = new BackOff(clock);
        for (bool works = true, gone = false; !cancel.IsCancellationRequested;)
        {
            try
            {
                if (gone)
                {
                    await connectAsync(cancel);
                    gone = false;
                }

                var messages = await sqs.ReceiveAsync(queue.Url, settings.Batch, settings.Wait, settings.Visibility, cancel);
                if (!works)
                {
                    logger.ReceivingAgain(component, queue.Name);
                }

                works = true;
                errors.Over(component);
                backOff.Reset();
                await HandleAsync(messages, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                break;
            }
            catch (AwsException e)
            {
                works = false;
                gone |= e.Code == SqsApi.NoQueue;
                errors.Failed(component, e.Message);
                logger.ReceiveFailed(component, queue.Name, backOff.Next, e.Message);
                await backOff.PauseAsync(cancel);
            }
        }

        errors.Over(component);
    }

    private Task HandleAsync(IReadOnlyList<SqsMessage> messages, CancellationToken cancel) => Parallel.ForEachAsync(
        messages, new ParallelOptions { MaxDegreeOfParallelism = settings.Parallel }, async (message, _) =>
        {
            // What a stopping sidecar has received but not begun comes again after its visibility timeout.
            if (!cancel.IsCancellationRequested)
            {
                await HandleAsync(message, cancel);
            }
        });

    private async Task HandleAsync(SqsMessage message, CancellationToken cancel)
    {
        try
        {
            if (await MayHandleAsync(message, cancel))
            {
                var (topic, data) = Open(message.Body);
                await topic.HandleAsync(data, cancel);
                await DeleteAsync(message);
            }
        }
        catch (Exception e)
        {
            // Whatever went wrong, the message was not handled: the queue hands it out again.
            logger.LeftOnQueue(component, message.Id, e.Message);
        }
    }

    /// <summary>Applies <c>messageRetryLimit</c>.</summary>
    private async Task<bool> MayHandleAsync(SqsMessage message, CancellationToken cancel)
    {
        if (settings.DeadLetterQueue.Length > 0)
        {
            return message.Deliveries <= settings.RetryLimit
                ? true
                : throw new InvalidOperationException($"came {message.Deliveries} times, which is beyond messageRetryLimit");
        }

        if (message.Deliveries < settings.RetryLimit)
        {
            return true;
        }

        if (settings.Deletes)
        {
            await sqs.DeleteAsync(queue.Url, message.Receipt, cancel);
            logger.DeletedUnhandled(component, message.Id, message.Deliveries);
            return false;
        }

        await sqs.ShowAsync(queue.Url, message.Receipt, cancel);
        return true;
    }

    /// <summary>The topic's handler and the text that was published, out of an SNS notification.</summary>
    /// <exception cref="InvalidOperationException">It is no notification, or of a topic nobody has subscribed to.</exception>
    private (TopicHandler Topic, ReadOnlyMemory<byte> Data) Open(string body)
    {
        var notification = Notification.Read(body)
            ?? throw new InvalidOperationException("the body is no SNS notification: a JSON object with TopicArn and Message");
        var name = AwsName.OfArn(notification.TopicArn);

        return handlers.TryGetValue(name, out var topic)
            ? (topic, Encoding.UTF8.GetBytes(notification.Message))
            : throw new InvalidOperationException($"handler for (sanitized) topic: '{name}' was not found");
    }

    /// <summary>Not cancelled by the end of the subscription: what was handled should not come again.</summary>
    private async Task DeleteAsync(SqsMessage message)
    {
        try
        {
            await sqs.DeleteAsync(queue.Url, message.Receipt, CancellationToken.None);
        }
        catch (AwsException e)
        {
            logger.DeleteFailed(component, message.Id, e.Message);
        }
    }

    /// <summary>What counts in the body that SNS puts on a queue.</summary>
    private sealed record Notification(string TopicArn, string Message)
    {
        public static Notification? Read(string body)
        {
            try
            {
                return JsonSerializer.Deserialize<Notification>(body) is { TopicArn: not null, Message: not null } read
                    ? read
                    : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
