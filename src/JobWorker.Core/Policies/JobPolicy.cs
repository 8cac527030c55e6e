using System.Collections.Immutable;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Messages;

namespace JobWorker.Core.Policies;

/// <summary>What clients may ask of this installation; checked before anything is created.</summary>
/// <remarks>
/// A list that is empty allows everything, except <see cref="Namespaces"/>. Names must be equal, case and all. A cap that is
/// set asks for a limit: without one a container may take the whole node.
/// </remarks>
public sealed record JobPolicy
{
    /// <summary>In <see cref="Namespaces"/>: every namespace.</summary>
    public const string Any = "*";

    /// <summary>Namespaces Jobs may be created in; exactly these, or <see cref="Any"/>. Default none.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>What images may start with: whole parts, that is up to a <c>/</c>, <c>:</c> or <c>@</c> or the end.</summary>
    public IReadOnlyList<string> ImagePrefixes { get; init; } = [];

    /// <summary>Service accounts a job may name; naming none is always allowed.</summary>
    public IReadOnlyList<string> ServiceAccounts { get; init; } = [];

    /// <summary>Persistent volume claims a job may mount.</summary>
    public IReadOnlyList<string> PersistentVolumeClaims { get; init; } = [];

    /// <summary>ConfigMaps a job may read.</summary>
    public IReadOnlyList<string> ConfigMaps { get; init; } = [];

    /// <summary>Secrets a job may read.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Keys a node selector may have.</summary>
    public IReadOnlyList<string> NodeSelectorKeys { get; init; } = [];

    /// <summary>Hosts callbacks may go to, without port, in any case.</summary>
    public IReadOnlyList<string> WebhookHosts { get; init; } = [];

    /// <summary>Where callbacks may go: to a URL that a rule for the job's namespace and service allows.</summary>
    public IReadOnlyList<CallbackRule> Callbacks { get; init; } = [];

    /// <summary>Most cpu of a job, a Kubernetes quantity such as <c>4</c>; none means no cap.</summary>
    public string? Cpu { get; init; }

    /// <summary>Most memory of a job, a Kubernetes quantity such as <c>8Gi</c>; none means no cap.</summary>
    public string? Memory { get; init; }

    /// <summary>Most GPUs of a job, from 0; none means no cap.</summary>
    public int? Gpus { get; init; }

    /// <summary>Most seconds a job may run; none means no cap.</summary>
    public int? ActiveDeadlineSeconds { get; init; }

    /// <summary>What <paramref name="request"/> must not ask for; empty when it may have it all. Each names the rule.</summary>
    public ImmutableArray<Violation> Check(JobRequest request) => [.. PolicyCheck.Violations(this, request)];

    /// <summary>Why callbacks of such a job may not go to <paramref name="url"/>, rule by rule; empty when they may.</summary>
    /// <param name="space">The job's namespace; none where it could not be read.</param>
    /// <param name="service">The job's service; none where it could not be read.</param>
    /// <param name="url">The URL; none: there are no callbacks.</param>
    public ImmutableArray<Violation> CheckCallback(string? space, string? service, string? url) =>
        [.. PolicyCheck.Callback(this, space, service, url)];

    /// <summary>What a URL breaks that callbacks are to go to, rules of messages included; empty when it may be used.</summary>
    /// <param name="field">What the URL was given as.</param>
    /// <param name="url">The URL.</param>
    public ImmutableArray<Violation> CheckWebhook(string field, string url) => WebhookUrl.IsOne(url)
        ? [.. PolicyCheck.Webhook(this, field, url)]
        : [new Violation(field, WebhookUrl.Rule)];
}
