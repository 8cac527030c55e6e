using System.Diagnostics.CodeAnalysis;

namespace Dapr.Client;

/// <summary>Whether a lock was taken. Disposing it gives the lock back.</summary>
[Experimental("DAPR_DISTRIBUTEDLOCK")]
public sealed class TryLockResponse : IAsyncDisposable
{
    /// <summary>Whether the lock is now the owner's.</summary>
    public bool Success { get; init; }

    /// <summary>What is locked.</summary>
    public string ResourceId { get; init; } = "";

    /// <summary>Who asked for it.</summary>
    public string LockOwner { get; init; } = "";

    /// <summary>The lock component.</summary>
    public string StoreName { get; init; } = "";

    /// <summary>The client that took the lock; none for a response made by hand.</summary>
    internal DaprClient? Client { get; init; }

    /// <summary>Gives the lock back, if it was taken.</summary>
    /// <exception cref="DaprException">The sidecar could not be asked.</exception>
    public async ValueTask DisposeAsync()
    {
        if (!Success)
        {
            return;
        }

        if (Client is not null)
        {
            await Client.Unlock(StoreName, ResourceId, LockOwner);
            return;
        }

        using var client = new DaprClientBuilder().Build();
        await client.Unlock(StoreName, ResourceId, LockOwner);
    }
}
