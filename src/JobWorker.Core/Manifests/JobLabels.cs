namespace JobWorker.Core.Manifests;

/// <summary>The labels on our Jobs and pods.</summary>
public static class JobLabels
{
    /// <summary>The client's service.</summary>
    public const string Name = "app.kubernetes.io/name";

    /// <summary>Says that the object is ours; what the watches select by.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>The value of <see cref="ManagedBy"/>.</summary>
    public const string ManagedByValue = "jobworker";

    /// <summary>The message id, where it is a legal label value; <see cref="JobAnnotations.Id"/> always has it.</summary>
    public const string JobId = "jobId";

    /// <summary>On Jobs with a GPU: <see cref="GpuTypeValue"/>.</summary>
    public const string GpuType = "gpuType";

    /// <summary>The value of <see cref="GpuType"/>.</summary>
    public const string GpuTypeValue = "1";
}

/// <summary>The annotations on our Jobs and pods, and the finalizer on our Jobs.</summary>
public static class JobAnnotations
{
    /// <summary>Start of every key that is ours alone.</summary>
    public const string Prefix = "jobworker.dev/";

    /// <summary>The message id: what makes a Job ours.</summary>
    public const string Id = "jobworker.dev/id";

    /// <summary>Which attempt at the message a Job is, from 2; the first has none.</summary>
    public const string Attempt = "jobworker.dev/attempt";

    /// <summary>The finalizer that keeps a Job readable until its outcome is safe.</summary>
    public const string Finalizer = "jobworker.dev/outcome";

    /// <summary>Keeps Istio's sidecar out of the pod: it would keep the Job from ending.</summary>
    public const string NoIstio = "sidecar.istio.io/inject";

    /// <summary>Keeps Dapr's sidecar out of the pod, for the same reason.</summary>
    public const string NoDapr = "dapr.io/enabled";
}

/// <summary>The environment variables every container of ours gets.</summary>
public static class JobVariables
{
    /// <summary>The message id.</summary>
    public const string Id = "JOBWORKER_ID";

    /// <summary>The client's service.</summary>
    public const string Service = "JOBWORKER_SERVICE";

    /// <summary>W3C <c>traceparent</c>, where the message belongs to a trace; a client's own variable wins.</summary>
    public const string TraceParent = "TRACEPARENT";

    /// <summary>W3C <c>tracestate</c>, beside <see cref="TraceParent"/>, where there is one.</summary>
    public const string TraceState = "TRACESTATE";
}
