using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dapr.Actors;
using Dapr.Actors.Client;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Directory;
using JobWorker.Host.Ojs.Extensions.Operations;

namespace JobWorker.Host.Ojs.Queues.Calls;

/// <summary>Asks queues, wherever they are.</summary>
internal interface IQueues
{
    /// <summary>Returns once what follows from the operation is stored.</summary>
    /// <exception cref="QueueUnreachableException">What became of the operation is unknown.</exception>
    Task<QueueAnswer> AskAsync(string queue, QueueOperation operation, CancellationToken cancel);
}

/// <summary>The sidecar, the state store or the queue's host failed; what became of the operation is unknown.</summary>
internal sealed class QueueUnreachableException(string queue, Exception inner)
    : Exception($"Queue {queue} could not be reached: {inner.Message}", inner);

/// <summary>
/// Reaches queues in this process, or through the sidecar. What arrives for a queue while a call to it is under way goes along in the next one: the
/// more there is to do, the less each costs.
/// </summary>
internal sealed class ActorQueues(
    IActorProxyFactory proxies, QueueKeepers keepers, QueuesHere here, OjsDirectory directory, TimeProvider clock) : IQueues
{
    private static readonly ActorProxyOptions Json = new()
    {
        JsonSerializerOptions = OjsJson.Options,
        UseJsonSerialization = true,
    };

    private readonly ConcurrentDictionary<string, QueueLine> _lines = new(StringComparer.Ordinal);

    public async Task<QueueAnswer> AskAsync(string queue, QueueOperation operation, CancellationToken cancel)
    {
        await directory.CurrentAsync(cancel);
        var id = keepers.Keys(queue, directory.Generation).Prefix;

        var line = _lines.GetOrAdd(id, _ => new QueueLine(calls => CallAsync(queue, id, calls)));

        return await line.AskAsync(operation).WaitAsync(cancel);
    }

    private async Task<ImmutableArray<QueueAnswer>> CallAsync(string queue, string id, QueueCall call)
    {
        var began = clock.GetTimestamp();
        try
        {
            var reply = await here.TryAsync(id, call)
                ?? await proxies.Create(new ActorId(id), nameof(QueueActor), Json)
                    .InvokeMethodAsync<QueueCall, QueueReply>(nameof(IQueueActor.ApplyAsync), call);
            OjsMetrics.Called(call.Operations.Length, clock.GetElapsedTime(began));

            return reply.Answers;
        }
        catch (Exception e)
        {
            throw new QueueUnreachableException(queue, e);
        }
    }
}
