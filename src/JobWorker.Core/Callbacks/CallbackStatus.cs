namespace JobWorker.Core.Callbacks;

/// <summary>The <c>status</c> numbers of a callback.</summary>
public static class CallbackStatus
{
    /// <summary>The Job exists.</summary>
    public const int Created = 0;

    /// <summary>A container of it ran.</summary>
    public const int PodStarted = 1;

    /// <summary>The Job is complete.</summary>
    public const int Complete = 2;

    /// <summary>The Job failed.</summary>
    public const int Failed = 3;

    /// <summary>It could not be run, or was lost, or was cancelled.</summary>
    public const int Exception = 99;
}
