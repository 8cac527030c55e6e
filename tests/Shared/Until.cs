using System.Diagnostics;

namespace JobWorker.Testing;

/// <summary>Waits for a condition, never for a time.</summary>
internal static class Until
{
    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMilliseconds(40);

    /// <summary>Asks until there is an answer; what is thrown for want of a connection is none.</summary>
    /// <param name="what">Ends the sentence "waited in vain for …".</param>
    /// <param name="within">How long to wait at most.</param>
    /// <param name="probe">Answers null for as long as the condition does not hold.</param>
    /// <param name="context">What else to say when the time is up.</param>
    /// <exception cref="TimeoutException">The condition does not hold in time.</exception>
    public static async Task<T> IsAsync<T>(string what, TimeSpan within, Func<Task<T?>> probe, Func<string>? context = null)
        where T : class
    {
        var clock = Stopwatch.StartNew();
        var trouble = "";
        do
        {
            try
            {
                if (await probe() is { } found)
                {
                    return found;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                trouble = $" ({e.Message})";
            }

            await Task.Delay(BetweenProbes);
        }
        while (clock.Elapsed < within);

        throw new TimeoutException($"waited {within.TotalSeconds} s in vain for {what}{trouble}\n{context?.Invoke()}");
    }
}
