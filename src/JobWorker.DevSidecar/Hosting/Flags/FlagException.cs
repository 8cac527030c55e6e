namespace JobWorker.DevSidecar.Hosting.Flags;

/// <summary>The command line cannot be understood. The message names the flag and the rule.</summary>
internal sealed class FlagException(string message) : Exception(message);
