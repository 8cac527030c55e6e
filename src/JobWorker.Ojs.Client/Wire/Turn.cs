namespace JobWorker.Ojs.Client.Wire;

/// <summary>Turns on a thread, in the order in which they were asked for, whichever thread asked.</summary>
/// <remarks>
/// What the thread pool's own threads queue is otherwise run last first, beside what was queued before: of calls that are made at
/// the same moment the first would be sent by itself, ahead of the others.
/// </remarks>
internal static class Turn
{
    /// <summary>Does something when its turn comes, outside of what its caller is part of.</summary>
    public static void Take<T>(Action<T> what, T with) => ThreadPool.UnsafeQueueUserWorkItem(what, with, preferLocal: false);

    /// <summary>Ends when the turn comes: all that was queued before has begun.</summary>
    public static Task ComesAsync()
    {
        var turn = new TaskCompletionSource();
        Take(static turn => turn.SetResult(), turn);

        return turn.Task;
    }
}
