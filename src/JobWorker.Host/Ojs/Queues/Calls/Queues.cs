using System.Collections.Concurrent;
using System.Collections.Immutable;
using Dapr.Actors;
using Dapr.Actors.Client;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
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

/// <summary>What takes more than one call.</summary>
internal static class QueuesExtensions
{
    /// <summary>Jobs of a queue, as many as are asked for: large ones do not go in one answer.</summary>
    /// <exception cref="QueueUnreachableException">There is no answer.</exception>
    public static async Task<QueueAnswer.Jobs> ListAsync(
        this IQueues queues, string queue, QueueOperation.List ask, CancellationToken cancel)
    {
        var found = ImmutableArray.CreateBuilder<OjsJob>();
        while (true)
        {
            var rest = ask with { Limit = ask.Limit - found.Count, Skip = ask.Skip + found.Count };
            var part = (QueueAnswer.Jobs)await queues.AskAsync(queue, rest, cancel);
            found.AddRange(part.Found);
            if (part.Found.IsEmpty || found.Count == ask.Limit || ask.Skip + found.Count >= part.Total)
            {
                return part with { Found = found.ToImmutable() };
            }
        }
    }
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
                ?? BriefReply.Read(call, await proxies.Create(new ActorId(id), nameof(QueueActor), Json)
                    .InvokeMethodAsync<QueueCall, QueueReply>(nameof(IQueueActor.ApplyAsync), call with { Brief = true }));
            OjsMetrics.Called(call.Operations.Length, clock.GetElapsedTime(began));

            return reply.Answers;
        }
        catch (Exception e)
        {
            throw new QueueUnreachableException(queue, e);
        }
    }
}
