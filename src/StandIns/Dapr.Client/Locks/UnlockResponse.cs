namespace Dapr.Client;

/// <summary>What became of giving a lock back.</summary>
/// <param name="status">The outcome.</param>
public class UnlockResponse(LockStatus status)
{
    /// <summary>The outcome.</summary>
    public LockStatus status { get; set; } = status;
}

/// <summary>The outcome of giving a lock back.</summary>
public enum LockStatus
{
    /// <summary>It was the owner's and is free.</summary>
    Success,

    /// <summary>Nobody holds it, perhaps because it expired.</summary>
    LockDoesNotExist,

    /// <summary>Another owner holds it.</summary>
    LockBelongsToOthers,

    /// <summary>The component failed.</summary>
    InternalError,
}
