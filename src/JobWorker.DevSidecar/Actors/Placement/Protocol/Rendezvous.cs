namespace JobWorker.DevSidecar.Actors.Placement.Protocol;

/// <summary>Which of several hosts an actor belongs to: the one it scores highest with, the same in every process.</summary>
/// <remarks>A host that comes takes a share from all others, one that goes leaves its own to them; nothing else moves.</remarks>
internal static class Rendezvous
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private const char Separator = '\uffff';

    public static ulong HashOf(ActorKey actor) => Mix(Add(Add(Add(Offset, actor.Type), [Separator]), actor.Id));

    public static ulong HashOf(string host) => Mix(Add(Offset, host));

    public static ulong Score(ulong actor, ulong host) => Mix(actor ^ host);

    /// <summary>FNV-1a over UTF-16, whose weak bits <see cref="Mix"/> makes good.</summary>
    private static ulong Add(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * Prime;
        }

        return hash;
    }

    /// <summary>The finalizer of MurmurHash3: every bit of the result depends on every bit given.</summary>
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
