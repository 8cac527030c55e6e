using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands.Streams;

/// <summary><c>MAXLEN</c> or <c>MINID</c> of XADD and XTRIM. "About" (<c>~</c>) is taken exactly.</summary>
internal sealed record TrimRule(long? Length, StreamId Oldest)
{
    /// <summary>Reads the rule where the next words are one.</summary>
    public static TrimRule? Read(Call call)
    {
        var byLength = call.Takes("MAXLEN");
        if (!byLength && !call.Takes("MINID"))
        {
            return null;
        }

        var about = call.Takes("~");
        if (!about)
        {
            call.Takes("=");
        }

        var rule = byLength ? new TrimRule(call.Integer(), default) : new TrimRule(null, call.Id());
        if (about && call.Takes("LIMIT"))
        {
            call.Integer();
        }

        return rule;
    }

    /// <summary>Trims; answers how many entries went.</summary>
    public int Apply(RedisStream stream) => Length is { } length ? stream.TrimToLength(length) : stream.TrimBefore(Oldest);
}
