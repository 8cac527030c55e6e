namespace JobWorker.DevSidecar.Resources;

/// <summary>A resource file cannot be used. The message begins with its path and line.</summary>
internal sealed class ResourceException(string source, string problem, Exception? inner = null)
    : Exception($"{source}: {problem}", inner);
