namespace JobWorker.DevSidecar.Run;

/// <summary>The run file cannot be run; the message tells a person why and what to do.</summary>
internal sealed class RunException(string message, Exception? inner = null) : Exception(message, inner);
