using JobWorker.Core.Policies;
using JobWorker.Host.Hosting;
using k8s;
using k8s.Autorest;

namespace JobWorker.Host.Cluster.Access;

/// <summary>Asks the API server, from start until all is granted, whether this service may do what it does.</summary>
internal sealed class AccessCheck(IKubernetes kubernetes, JobPolicy policy, TimeProvider clock, ILogger<AccessCheck> logger)
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
        foreach (var right in AccessRight.Needed(policy))
        {
            var answer = await kubernetes.AuthorizationV1.CreateSelfSubjectAccessReviewAsync(right.Review(), cancellationToken: cancel);
            if (answer.Status is { Allowed: false })
            {
                missing.Add(right);
            }
        }

        Tell(missing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var asked = false;
        while (!asked || _missing.Count > 0)
        {
            try
            {
                await CheckAsync(stoppingToken);
                asked = true;
            }
            catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException)
            {
                // The watches tell that the API server is away.
                logger.AccessUnknown(e.Message);
            }

            await Task.Delay(Pause, clock, stoppingToken);
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
