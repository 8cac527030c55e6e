using System.Collections.Immutable;

namespace JobWorker.Core.Messages;

/// <summary>What a client asked for, checked and normalised: defaults are filled in, alternative spellings resolved.</summary>
/// <param name="Id">The message id, the identity of the job for ever; 1-128 characters of <c>A-Z a-z 0-9 . _ : -</c>.</param>
/// <param name="Service">The client's service: the container's name; a DNS-1123 label.</param>
/// <param name="Job">The Job to run.</param>
/// <param name="WebhookUrl">Where callbacks go: an absolute http(s) URL; none when nobody wants any.</param>
public sealed record JobRequest(string Id, string Service, JobSpec Job, string? WebhookUrl)
{
    /// <summary>The trace it belongs to; none where nobody named one.</summary>
    public TraceContext? Trace { get; init; }
}

/// <summary>The Kubernetes Job a client asked for.</summary>
public sealed record JobSpec
{
    private static readonly ImmutableSortedDictionary<string, string> NoEntries =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Start of the Job's name; a DNS-1123 label start, at most 53 characters.</summary>
    public required string PrefixName { get; init; }

    /// <summary>The namespace; a DNS-1123 label.</summary>
    public required string Namespace { get; init; }

    /// <summary>The image reference.</summary>
    public required string Image { get; init; }

    /// <summary>The container's command; empty means the image's own.</summary>
    public ImmutableArray<string> Command { get; init => field = value.OrEmpty(); } = [];

    /// <summary>The container's arguments; empty means the image's own.</summary>
    public ImmutableArray<string> Args { get; init => field = value.OrEmpty(); } = [];

    /// <summary>The service account; none means the namespace's default without a token.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>Seconds the finished Job is kept; more than 30; default 60.</summary>
    public int TtlSecondsAfterFinished { get; init; } = 60;

    /// <summary>Retries before the Job fails; 0 to 100; default 0.</summary>
    public int BackoffLimit { get; init; }

    /// <summary>Seconds the Job may run; 60 to the configured cap; default 3600.</summary>
    public int ActiveDeadlineSeconds { get; init; } = 3600;

    /// <summary>GPUs; 0 means no GPU, otherwise 1 to 16.</summary>
    public int Gpus { get; init; }

    /// <summary>Environment variables, in the client's order.</summary>
    public ImmutableArray<EnvVar> Env { get; init => field = value.OrEmpty(); } = [];

    /// <summary>ConfigMaps and Secrets whose entries become environment variables.</summary>
    public ImmutableArray<EnvSource> EnvFrom { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Upper bounds of cpu and memory, as Kubernetes quantities.</summary>
    public Resources Limits { get; init; } = new(null, null);

    /// <summary>Requested cpu and memory, as Kubernetes quantities.</summary>
    public Resources Requests { get; init; } = new(null, null);

    /// <summary>Labels a node must have.</summary>
    public ImmutableSortedDictionary<string, string> NodeSelector { get; init => field = InOrder(value); } = NoEntries;

    /// <summary>Taints the pod tolerates.</summary>
    public ImmutableArray<Toleration> Tolerations { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Persistent volume claims to mount.</summary>
    public ImmutableArray<Volume> Volumes { get; init => field = value.OrEmpty(); } = [];

    /// <summary>Labels added to Job and pod; ours win.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init => field = InOrder(value); } = NoEntries;

    /// <summary>Annotations added to Job and pod; ours win.</summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; init => field = InOrder(value); } = NoEntries;

    private static ImmutableSortedDictionary<string, string> InOrder(ImmutableSortedDictionary<string, string>? entries) =>
        entries?.WithComparers(StringComparer.Ordinal) ?? NoEntries;
}

/// <summary>One environment variable.</summary>
/// <param name="Name"><c>[A-Za-z_][A-Za-z0-9_.-]*</c>.</param>
/// <param name="Value">Any text.</param>
public sealed record EnvVar(string Name, string Value);

/// <summary>A ConfigMap or a Secret.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Which of the two.</param>
public sealed record EnvSource(string Name, EnvSourceKind Kind);

/// <summary>What an <see cref="EnvSource"/> names.</summary>
public enum EnvSourceKind
{
    /// <summary>A ConfigMap.</summary>
    ConfigMap,

    /// <summary>A Secret.</summary>
    Secret,
}

/// <summary>Amounts, as the client wrote them (they parse as Kubernetes quantities).</summary>
/// <param name="Cpu">Cores, such as <c>500m</c>; none when not given.</param>
/// <param name="Memory">Bytes, such as <c>256Mi</c>; none when not given.</param>
public sealed record Resources(string? Cpu, string? Memory);

/// <summary>A taint the pod tolerates.</summary>
/// <param name="Key">The taint's key; empty with <c>Exists</c> means every taint.</param>
/// <param name="Value">The taint's value; none with <c>Exists</c>.</param>
/// <param name="Operator"><c>Equal</c> (default) or <c>Exists</c>.</param>
/// <param name="Effect"><c>NoSchedule</c> (default), <c>PreferNoSchedule</c> or <c>NoExecute</c>.</param>
public sealed record Toleration(string Key, string? Value, string Operator, string Effect);

/// <summary>A persistent volume claim and where it is mounted.</summary>
/// <param name="MountPath">An absolute path.</param>
/// <param name="Pvc">The claim's name.</param>
/// <param name="ReadOnly">Mounted read-only; default false.</param>
/// <param name="SubPath">A path inside the volume; none means its root.</param>
public sealed record Volume(string MountPath, string Pvc, bool ReadOnly, string? SubPath);
