using System.Collections.Immutable;
using JobWorker.Core.Messages;
using JobWorker.Core.Policies;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Routes;

namespace JobWorker.Host.Api;

/// <summary>What a client that asks is told at once: policy, and addresses the egress guard will refuse in any case.</summary>
internal sealed class SubmissionRules(JobPolicy policy, AddressGuard guard, CallbackRoutes routes)
{
    /// <summary>Every rule that <paramref name="request"/> breaks; empty when it breaks none.</summary>
    public ImmutableArray<Violation> Check(JobRequest request) =>
        Uri.TryCreate(request.WebhookUrl, UriKind.Absolute, out var url)
        && routes.Of(url)?.Binding is null
        && guard.Refusal(url) is { } refusal
            ? [.. policy.Check(request), new Violation("webhook.url", $"is refused by the egress guard: {refusal}")]
            : policy.Check(request);
}
