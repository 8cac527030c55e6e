namespace JobWorker.DevSidecar.Formats;

/// <summary>Orders UTF-8 text by its bytes.</summary>
internal sealed class Bytewise : IComparer<byte[]>
{
    public static readonly Bytewise Order = new();

    public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
}
