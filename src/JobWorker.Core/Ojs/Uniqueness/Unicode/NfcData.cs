using System.Collections.Frozen;
using System.Globalization;

namespace JobWorker.Core.Ojs.Uniqueness.Unicode;

/// <summary>The tables of <see cref="Nfc"/>, read once from <c>nfc.txt</c>.</summary>
internal sealed class NfcData
{
    public static readonly NfcData Instance = new();

    private NfcData()
    {
        var classes = new Dictionary<int, byte>();
        var decompositions = new Dictionary<int, int[]>();
        var compositions = new Dictionary<(int First, int Second), int>();
        foreach (var entry in Entries())
        {
            var at = entry.AsSpan().IndexOfAny(":=!");
            var (whole, rest) = (entry[..at], entry[(at + 1)..]);
            if (entry[at] == ':')
            {
                AddClass(classes, whole.Split('-'), byte.Parse(rest, CultureInfo.InvariantCulture));
                continue;
            }

            int[] parts = [.. rest.Split('+').Select(Point)];
            decompositions[Point(whole)] = parts;
            if (parts is [var first, var second] && entry[at] == '=')
            {
                compositions[(first, second)] = Point(whole);
            }
        }

        Classes = classes.ToFrozenDictionary();
        Decompositions = decompositions.ToFrozenDictionary();
        Compositions = compositions.ToFrozenDictionary();
    }

    /// <summary>Where a mark goes among marks; 0 is not listed.</summary>
    public FrozenDictionary<int, byte> Classes { get; }

    /// <summary>One step of canonical decomposition.</summary>
    public FrozenDictionary<int, int[]> Decompositions { get; }

    /// <summary>What two code points become.</summary>
    public FrozenDictionary<(int First, int Second), int> Compositions { get; }

    private static IEnumerable<string> Entries()
    {
        using var stream = typeof(NfcData).Assembly.GetManifestResourceStream("nfc.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            foreach (var entry in line.StartsWith('#') ? [] : line.Split(' '))
            {
                yield return entry;
            }
        }
    }

    private static void AddClass(Dictionary<int, byte> classes, string[] range, byte value)
    {
        for (var point = Point(range[0]); point <= Point(range[^1]); point++)
        {
            classes[point] = value;
        }
    }

    private static int Point(string hex) => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
