using System.Collections.Immutable;
using System.Text.Json.Nodes;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Host.Cluster.Outcomes;
using JobWorker.Host.Cluster.Requests;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace JobWorker.Host.Api;

/// <summary>What a message would become, without becoming it.</summary>
internal sealed class DryRun(IKubernetes kubernetes, Manifests manifests)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The manifest, every broken rule, and what the API server says of it.</summary>
    public async Task<DryRunView> OfAsync(MessageReading reading, SubmissionRules rules, CancellationToken cancel) =>
        reading switch
        {
            MessageReading.Unusable x => new DryRunView(null, false, [new Violation("message", x.Reason)], null, null),
            MessageReading.Invalid x => new DryRunView(x.Id, false, x.Violations, null, null),
            MessageReading.Valid x => await OfAsync(x.Request, rules.Check(x.Request), cancel),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private async Task<DryRunView> OfAsync(JobRequest request, ImmutableArray<Violation> violations, CancellationToken cancel)
    {
        var manifest = manifests.Of(request, JobName.Of(request.Job.PrefixName, request.Id, namesTaken: 0), attempt: 1);
        var verdict = violations.IsEmpty ? await AskAsync(manifest, request.Job.Namespace, cancel) : null;

        var valid = violations.IsEmpty && verdict is not { Accepted: false };

        return new DryRunView(request.Id, valid, violations, manifest, verdict);
    }

    private async Task<ServerVerdict> AskAsync(JsonObject manifest, string space, CancellationToken cancel)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timer.CancelAfter(Patience);
        try
        {
            await kubernetes.BatchV1.CreateNamespacedJobAsync(
                KubernetesJson.Deserialize<V1Job>(manifest.ToJsonString()), space, dryRun: "All", cancellationToken: timer.Token);

            return new ServerVerdict(true, null);
        }
        catch (HttpOperationException e)
        {
            return new ServerVerdict(false, CreateFailures.Of(e).Error.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new ServerVerdict(null, $"The API server does not answer: {e.Message}");
        }
    }
}

/// <summary>What a message would become.</summary>
/// <param name="Id">The message id; none where it has no usable one.</param>
/// <param name="Valid">It would be created, as far as could be asked.</param>
/// <param name="Violations">Every rule it breaks, the message contract's or policy's.</param>
/// <param name="Manifest">The Kubernetes Job; none where the message could not be read.</param>
/// <param name="Server">What the API server says; none where it was not asked.</param>
internal sealed record DryRunView(
    string? Id, bool Valid, ImmutableArray<Violation> Violations, JsonObject? Manifest, ServerVerdict? Server);

/// <summary>What the API server says of a manifest.</summary>
/// <param name="Accepted">Whether it would take it; none where it did not answer.</param>
/// <param name="Message">Why not.</param>
internal sealed record ServerVerdict(bool? Accepted, string? Message);
