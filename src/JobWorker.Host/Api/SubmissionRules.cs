using System.Collections.Immutable;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Core.Policies;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Routes;

namespace JobWorker.Host.Api;

/// <summary>What a client that asks is told at once: policy, and addresses the egress guard will refuse in any case.</summary>
internal sealed class SubmissionRules(JobPolicy policy, AddressGuard guard, CallbackRoutes routes)
{
    private const string Url = "url";

    /// <summary>Every rule that <paramref name="request"/> breaks; empty when it breaks none.</summary>
    public ImmutableArray<Violation> Check(JobRequest request) =>
        [.. policy.Check(request), .. Guarded("webhook.url", request.WebhookUrl)];

    /// <summary>What a URL breaks that callbacks of some jobs are to go to from now on, whichever those are.</summary>
    public ImmutableArray<Violation> Check(string url) => [.. policy.CheckWebhook(Url, url), .. Guarded(Url, url)];

    /// <summary>The same of one job's callbacks: policy may allow others what it does not allow these.</summary>
    public ImmutableArray<Violation> Check(string url, Job job) =>
        Check(url) is [_, ..] broken ? broken
        : job.Request is { } request
            ? [.. policy.CheckCallback(request.Job.Namespace, request.Service, url).Select(v => v with { Field = Url })]
            : [];

    private IEnumerable<Violation> Guarded(string field, string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && routes.Of(url)?.Binding is null
        && guard.Refusal(url) is { } refusal
            ? [new Violation(field, $"is refused by the egress guard: {refusal}")]
            : [];
}
