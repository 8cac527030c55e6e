using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Resources.Resiliency.Running;

/// <summary>A policy ended a call that had not ended by itself.</summary>
internal abstract class PolicyException(string message) : Exception(message);

/// <summary>A circuit breaker let the call not pass.</summary>
internal sealed class CircuitOpenException(string refusal) : PolicyException(refusal);

/// <summary>One try took longer than its policy allows, and was cancelled.</summary>
internal sealed class CallTimedOutException(TimeSpan limit)
    : PolicyException($"context deadline exceeded: no answer within {GoDuration.Format(limit)}");
