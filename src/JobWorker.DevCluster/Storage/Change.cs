namespace JobWorker.DevCluster.Storage;

internal enum ChangeKind
{
    Added,
    Modified,
    Deleted,
}

/// <summary>One step of the store's history.</summary>
/// <param name="kind">What happened.</param>
/// <param name="now">The object after it; for a deletion, its last state under the version of the deletion.</param>
/// <param name="before">The object before it; none when it was added.</param>
internal sealed class Change(ChangeKind kind, StoredObject now, StoredObject? before)
{
    private StoredObject? departed;

    public ChangeKind Kind => kind;

    public StoredObject Now => now;

    public StoredObject? Before => before;

    public bool IsDeletion => kind == ChangeKind.Deleted;

    /// <summary>What a watcher is told whose selection the object has left: its former state under the new version.</summary>
    public StoredObject Departed => IsDeletion ? now : departed ??= before!.At(now.Version);
}
