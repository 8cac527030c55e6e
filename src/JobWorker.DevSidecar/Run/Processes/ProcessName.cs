namespace JobWorker.DevSidecar.Run.Processes;

/// <summary>The name this process shows to others: the Dapr CLI looks for processes called <c>daprd</c>.</summary>
/// <remarks>
/// Only the name changes; the program and its command line stay as they are. <c>dapr list</c> reads ports and app-id from the
/// command line and the rest from <c>/v1.0/metadata</c>, where <c>runtimeVersion</c> says what this really is.
/// </remarks>
internal static class ProcessName
{
    private const string Own = "/proc/self/comm";

    /// <summary>Does nothing where the system has no such file.</summary>
    /// <param name="name">At most 15 characters.</param>
    public static void Set(string name)
    {
        try
        {
            if (File.Exists(Own))
            {
                File.WriteAllText(Own, name);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A name is not worth an end.
        }
    }
}
