namespace JobWorker.DevSidecar.Resources.Resiliency;

/// <summary>A try that did not succeed.</summary>
/// <param name="Reason">For people.</param>
/// <param name="Code">The HTTP or gRPC status, for <c>matching</c>; none where there was no answer.</param>
/// <param name="Final">Another try cannot help.</param>
internal readonly record struct Failure(string Reason, int? Code = null, bool Final = false);
