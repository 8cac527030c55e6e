using System.Globalization;

namespace JobWorker.DevSidecar.Run.Embedded.Data;

/// <summary>The id of a stream entry: milliseconds since 1970 and a number within them.</summary>
internal readonly record struct StreamId(ulong Milliseconds, ulong Sequence) : IComparable<StreamId>
{
    public static readonly StreamId Zero = new(0, 0);

    public static readonly StreamId Highest = new(ulong.MaxValue, ulong.MaxValue);

    /// <summary>The id right after this one.</summary>
    public StreamId Next => Sequence < ulong.MaxValue ? new(Milliseconds, Sequence + 1) : new(Milliseconds + 1, 0);

    /// <summary>The id right before this one; of 0-0, itself.</summary>
    public StreamId Previous =>
        Sequence > 0 ? new(Milliseconds, Sequence - 1)
        : Milliseconds > 0 ? new(Milliseconds - 1, ulong.MaxValue)
        : Zero;

    public static bool operator <(StreamId left, StreamId right) => left.CompareTo(right) < 0;

    public static bool operator >(StreamId left, StreamId right) => left.CompareTo(right) > 0;

    public static bool operator <=(StreamId left, StreamId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(StreamId left, StreamId right) => left.CompareTo(right) >= 0;

    /// <summary>Reads <c>ms</c> or <c>ms-seq</c>; none when it is neither.</summary>
    public static StreamId? Parse(string text, ulong defaultSequence)
    {
        var parts = text.Split('-');

        return parts.Length <= 2
            && ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && TrySequence(parts, defaultSequence, out var sequence)
                ? new StreamId(milliseconds, sequence)
                : null;
    }

    public int CompareTo(StreamId other) =>
        Milliseconds != other.Milliseconds
            ? Milliseconds.CompareTo(other.Milliseconds)
            : Sequence.CompareTo(other.Sequence);

    public override string ToString() => $"{Milliseconds}-{Sequence}";

    private static bool TrySequence(string[] parts, ulong fallback, out ulong sequence)
    {
        sequence = fallback;
        return parts.Length == 1 || ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out sequence);
    }
}
