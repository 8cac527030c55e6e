using System.Collections.Immutable;
using JobWorker.Core.Ojs.Envelopes.Workers;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Directory;

namespace JobWorker.Host.Ojs.Queues.Calls;

/// <summary>Hears that workers are alive, and tells them what they are directed to. OJS worker protocol, section 4.</summary>
internal sealed class Heartbeats(IQueues queues, JobFinder finder, OjsDirectory directory)
{
    /// <summary>Work on.</summary>
    public const string Running = "running";

    /// <summary>Extends the leases of the worker's jobs.</summary>
    /// <exception cref="QueueUnreachableException">Some may not be extended.</exception>
    public async Task<Beat> BeatAsync(HeartbeatRequest request, CancellationToken cancel)
    {
        var extended = ImmutableArray.CreateBuilder<string>();
        var known = await directory.CurrentAsync(cancel);
        var directive = known.Directives.GetValueOrDefault(request.WorkerId);
        foreach (var byLocator in (bool[])[false, true])
        {
            var left = request.JobIds.Except(extended, StringComparer.Ordinal).ToList();
            foreach (var ids in await finder.GroupAsync(left, byLocator, cancel))
            {
                var ask = new QueueOperation.Heartbeat([.. ids], request.WorkerId, request.VisibilityTimeout);
                var answer = (QueueAnswer.Extended)await queues.AskAsync(ids.Key, ask, cancel);
                extended.AddRange(answer.Ids);
                directive ??= answer.Directive;
            }
        }

        return new Beat(directive ?? Running, extended.ToImmutable());
    }
}

/// <summary>What a worker is told.</summary>
/// <param name="Directive">running, quiet or terminate.</param>
/// <param name="Extended">The jobs whose leases were extended.</param>
internal sealed record Beat(string Directive, ImmutableArray<string> Extended);
