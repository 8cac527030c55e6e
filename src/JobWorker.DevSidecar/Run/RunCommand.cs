namespace JobWorker.DevSidecar.Run;

internal static class RunCommand
{
    public static Task<int> ExecuteAsync(string[] args, CancellationToken cancel) => throw new NotSupportedException("run");
}
