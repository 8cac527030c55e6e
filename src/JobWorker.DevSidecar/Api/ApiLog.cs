namespace JobWorker.DevSidecar.Api;

/// <summary>What the API logs; ids 330 to 339.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(330, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger logger, string method, string path, Exception cause);

    [LoggerMessage(331, LogLevel.Information, "HTTP API Called: {Method} {Path} -> {Code} in {Duration} ms ({UserAgent})")]
    public static partial void ApiCalled(
        this ILogger logger, string method, string path, int code, long duration, string userAgent);
}
