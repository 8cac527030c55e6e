namespace JobWorker.DevSidecar.Actors.Reminders;

/// <summary>Where reminders are kept. All sidecars of an app share it; each writes those of the actors it has.</summary>
internal interface IReminderStore : IAsyncDisposable
{
    /// <summary>All reminders of actors of these types.</summary>
    /// <exception cref="ReminderStoreException">The store cannot be read.</exception>
    Task<IReadOnlyList<Reminder>> LoadAsync(IReadOnlyCollection<string> types);

    /// <summary>Writes it as it is at the call, in the place of any of its key; the task ends when that is kept.</summary>
    /// <exception cref="ReminderStoreException">It may not have been written.</exception>
    Task PutAsync(Reminder reminder);

    /// <summary>Writes its next tick as it is at the call, unless it is stored with another due time than this.</summary>
    /// <exception cref="ReminderStoreException">It may not have been written.</exception>
    Task AdvanceAsync(Reminder reminder, DateTimeOffset from);

    /// <summary>Takes it away, unless it is stored with another due time than this.</summary>
    /// <exception cref="ReminderStoreException">It may still be there.</exception>
    Task FinishAsync(ReminderKey key, DateTimeOffset from);

    /// <summary>Takes it away, if it is there.</summary>
    /// <exception cref="ReminderStoreException">It may still be there.</exception>
    Task DeleteAsync(ReminderKey key);
}

/// <summary>The store of reminders has failed.</summary>
internal sealed class ReminderStoreException(string message, Exception inner) : Exception(message, inner);
