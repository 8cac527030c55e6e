using System.Globalization;

namespace JobWorker.Host.Journals;

/// <summary>
/// Foresees the ETag that a write will have got, which a write does not return, on stores that count their versions.
/// </summary>
/// <remarks>
/// It only says what to try next: a store refuses an ETag that is not its own, so a wrong one costs two calls and no more.
/// Nothing is foreseen before enough reads in a row have found what was foreseen; a single miss starts over.
/// </remarks>
internal sealed class ETagForecast
{
    private const int Proof = 8;

    private int _hits;

    /// <summary>The ETag after a write over <paramref name="over"/>, empty for a first one.</summary>
    /// <returns>None where it cannot be told.</returns>
    public string? After(string over) => Volatile.Read(ref _hits) >= Proof ? Next(over) : null;

    /// <summary>A read found <paramref name="found"/> after a write over <paramref name="over"/>, and no other since.</summary>
    public void Learn(string over, string found)
    {
        var hits = Volatile.Read(ref _hits);
        Volatile.Write(ref _hits, Next(over) == found ? Math.Min(hits + 1, Proof) : 0);
    }

    private static string? Next(string over) => over switch
    {
        "" => "1",
        _ when ulong.TryParse(over, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
            (number + 1).ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
