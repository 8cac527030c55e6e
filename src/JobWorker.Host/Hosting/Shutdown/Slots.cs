namespace JobWorker.Host.Hosting.Shutdown;

/// <summary>A semaphore as places for work under way: a bound on how much there is at once, and a way to wait for its end.</summary>
internal static class Slots
{
    /// <summary>Waits for a place; disposing of it gives it back.</summary>
    public static async Task<IDisposable> TakeAsync(this SemaphoreSlim slots)
    {
        await slots.WaitAsync();

        return new Place(slots);
    }

    /// <summary>A place where one is free now; disposing of it gives it back.</summary>
    public static IDisposable? TryTake(this SemaphoreSlim slots) => slots.Wait(0) ? new Place(slots) : null;

    /// <summary>Returns once all places are free. It is for whoever owns them to see that no new work begins.</summary>
    /// <param name="slots">The places.</param>
    /// <param name="most">How many there are.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task EmptyAsync(this SemaphoreSlim slots, int most, CancellationToken cancel)
    {
        for (var slot = 0; slot < most; slot++)
        {
            await slots.WaitAsync(cancel);
        }

        slots.Release(most);
    }

    private sealed class Place(SemaphoreSlim slots) : IDisposable
    {
        public void Dispose() => slots.Release();
    }
}
