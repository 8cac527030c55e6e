using JobWorker.Host.Cluster.Outcomes;
using JobWorker.Host.Hosting;
using k8s;
using k8s.Autorest;

namespace JobWorker.Host.Cluster.Access;

/// <summary>
/// Asks the API server whether this service may do what it does: from start until all is granted, and again when policy
/// changes.
/// </summary>
internal sealed class AccessCheck(IKubernetes kubernetes, PolicyInForce policy, TimeProvider clock, ILogger<AccessCheck> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private IReadOnlyList<AccessRight> _missing = [];

    /// <summary>What is vital and not granted, for people; none when nothing is known to be missing.</summary>
    public string? Trouble => Volatile.Read(ref _missing).Where(right => right.IsVital).ToList() is [_, ..] missing
        ? $"Not allowed: {string.Join("; ", missing)}."
        : null;

    /// <summary>Asks once. A server that does not answer the question says nothing about rights.</summary>
    public async Task CheckAsync(CancellationToken cancel)
    {
        List<AccessRight> missing = [];
        foreach (var right in AccessRight.Needed(policy.Policy))
        {
            var answer = await kubernetes.AuthorizationV1.CreateSelfSubjectAccessReviewAsync(
                right.Review(), cancellationToken: cancel);
            if (answer.Status is { Allowed: false })
            {
                missing.Add(right);
            }
        }

        Tell(missing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var change = policy.Superseded;
            var asked = false;
            try
            {
                await CheckAsync(stoppingToken);
                asked = true;
            }
            catch (Exception e) when (e is HttpOperationException || KubernetesCluster.IsOutage(e, stoppingToken))
            {
                // The watches tell that the API server is away.
                logger.AccessUnknown(Words.Short(e.Message));
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(change, stoppingToken);
            await Task.Delay(asked && _missing.Count == 0 ? Timeout.InfiniteTimeSpan : Pause, clock, either.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Tell(List<AccessRight> missing)
    {
        var before = Interlocked.Exchange(ref _missing, missing);
        foreach (var right in missing.Except(before))
        {
            logger.AccessMissing(right);
        }

        if (before.Count > 0 && missing.Count == 0)
        {
            logger.AccessGranted();
        }
    }
}
