namespace JobWorker.DevSidecar.Api.Http.Invocation;

/// <summary>What service invocation logs; ids 740 to 749.</summary>
internal static partial class InvocationLog
{
    [LoggerMessage(740, LogLevel.Warning, "The answer of {Target} to {Method} broke off on its way to the caller: {Reason}")]
    public static partial void AnswerBroken(this ILogger logger, string target, string method, string reason);
}
