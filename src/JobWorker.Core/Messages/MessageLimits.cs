namespace JobWorker.Core.Messages;

/// <summary>What this installation asks of messages beyond the contract's own rules.</summary>
/// <param name="ActiveDeadlineSecondsMax">
/// Upper bound of <c>job.activeDeadlineSeconds</c>; at least 60; default 86,400. Where it is lower than the field's default of
/// 3,600, it is the default.
/// </param>
public sealed record MessageLimits(int ActiveDeadlineSecondsMax = 86_400)
{
    /// <summary>Most bytes of a payload, that is of the JSON inside all envelopes: 256 KiB.</summary>
    public const int PayloadBytes = 256 * 1024;

    /// <summary>Most bytes of a message with its envelopes, which may double a payload by escaping it: 1 MiB.</summary>
    public const int MessageBytes = 1024 * 1024;
}
