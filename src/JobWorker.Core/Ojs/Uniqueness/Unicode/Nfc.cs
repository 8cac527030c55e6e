using System.Text;

namespace JobWorker.Core.Ojs.Uniqueness.Unicode;

/// <summary>Normalisation form C: one spelling for texts that read the same. Unicode Standard Annex 15.</summary>
/// <remarks>The runtime does it only where it has ICU, which this service runs without.</remarks>
internal static class Nfc
{
    // Everything before the first combining mark is as it should be.
    private const char FirstMark = '\u0300';

    private const int SyllableBase = 0xAC00;
    private const int SyllableCount = 11_172;
    private const int LeadBase = 0x1100;
    private const int LeadCount = 19;
    private const int VowelBase = 0x1161;
    private const int VowelCount = 21;
    private const int TailBase = 0x11A7;
    private const int TailCount = 28;

    /// <summary>The text in normalisation form C; texts with half a surrogate pair have that half replaced.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', (char)(FirstMark - 1)))
        {
            return text;
        }

        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, points);
        }

        Order(points);
        Compose(points);

        var composed = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            composed.Append(new Rune(point).ToString());
        }

        return composed.ToString();
    }

    private static void Decompose(int point, List<int> into)
    {
        if (point - SyllableBase is >= 0 and < SyllableCount and var syllable)
        {
            into.Add(LeadBase + syllable / (VowelCount * TailCount));
            into.Add(VowelBase + syllable / TailCount % VowelCount);
            if (syllable % TailCount > 0)
            {
                into.Add(TailBase + syllable % TailCount);
            }

            return;
        }

        if (!NfcData.Instance.Decompositions.TryGetValue(point, out var parts))
        {
            into.Add(point);

            return;
        }

        foreach (var part in parts)
        {
            Decompose(part, into);
        }
    }

    /// <summary>Sorts each run of marks by class, keeping the order of equal ones.</summary>
    private static void Order(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            var end = start;
            while (end < points.Count && Class(points[end]) > 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                var sorted = points.GetRange(start, end - start).OrderBy(Class).ToList();
                points.RemoveRange(start, sorted.Count);
                points.InsertRange(start, sorted);
            }

            start = end;
        }
    }

    private static void Compose(List<int> points)
    {
        var (starter, last, kept) = (-1, 0, 0);
        foreach (var point in points.ToArray())
        {
            var own = Class(point);
            var isFree = starter >= 0 && (kept == starter + 1 || (last < own && last > 0));
            if (isFree && Composed(points[starter], point) is { } whole)
            {
                points[starter] = whole;
                continue;
            }

            starter = own == 0 ? kept : starter;
            last = own;
            points[kept++] = point;
        }

        points.RemoveRange(kept, points.Count - kept);
    }

    private static int? Composed(int first, int second) => (first, second) switch
    {
        ( >= LeadBase and < LeadBase + LeadCount, >= VowelBase and < VowelBase + VowelCount) =>
            SyllableBase + ((first - LeadBase) * VowelCount + second - VowelBase) * TailCount,
        ( >= SyllableBase and < SyllableBase + SyllableCount, > TailBase and < TailBase + TailCount)
            when (first - SyllableBase) % TailCount == 0 => first + second - TailBase,
        _ => NfcData.Instance.Compositions.TryGetValue((first, second), out var whole) ? whole : null,
    };

    private static int Class(int point) => NfcData.Instance.Classes.GetValueOrDefault(point);
}
