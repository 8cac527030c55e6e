namespace JobWorker.Core.Jobs;

/// <summary>Events as they may be shown: without the values of environment variables, which hold secrets.</summary>
public static class EventMask
{
    /// <summary>What stands in place of a value.</summary>
    public const string Hidden = "***";

    /// <summary>The event without secrets; the hash beside it in the journal is that of the whole event.</summary>
    public static JobEvent Of(JobEvent e) => e is JobRequested { Request: { Job.Env.IsEmpty: false } request } requested
        ? requested with
        {
            Request = request with
            {
                Job = request.Job with { Env = [.. request.Job.Env.Select(variable => variable with { Value = Hidden })] },
            },
        }
        : e;
}
