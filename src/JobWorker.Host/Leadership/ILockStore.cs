namespace JobWorker.Host.Leadership;

/// <summary>Locks that end by themselves, as several processes share them.</summary>
internal interface ILockStore
{
    /// <summary>Whether it is worth asking.</summary>
    Task<bool> IsUpAsync(CancellationToken cancel);

    /// <summary>Takes the lock for whole seconds. False: somebody has it, perhaps the owner itself.</summary>
    /// <exception cref="LockUnavailableException">There is no answer; the lock may be the owner's or not.</exception>
    Task<bool> TryTakeAsync(string name, string owner, TimeSpan time, CancellationToken cancel);

    /// <summary>Gives the lock back, if it is the owner's.</summary>
    /// <exception cref="LockUnavailableException">There is no answer.</exception>
    Task ReleaseAsync(string name, string owner, CancellationToken cancel);
}

/// <summary>The lock store did not answer, or answered that it cannot.</summary>
internal sealed class LockUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
