namespace JobWorker.DevSidecar.Api;

/// <summary>What the API logs; ids 330 to 339.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(330, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger logger, string method, string path, Exception cause);
}
