using System.Text.RegularExpressions;

namespace JobWorker.Core.Messages;

/// <summary>Where a message stands in a trace of its producer: W3C Trace Context.</summary>
/// <param name="Parent">A <c>traceparent</c>: version, trace id, span id and flags, in lower-case hex.</param>
/// <param name="State">A <c>tracestate</c>; none where there is none, or one that is no such thing.</param>
public sealed partial record TraceContext(string Parent, string? State)
{
    private const int LongestState = 512;

    /// <summary>
    /// The context that two texts name; none where the first is no <c>traceparent</c>, for then there is no trace.
    /// </summary>
    public static TraceContext? Parse(string? parent, string? state) =>
        parent is not null && ParentPattern.IsMatch(parent)
            ? new TraceContext(parent, state is { Length: > 0 and <= LongestState } && StatePattern.IsMatch(state) ? state : null)
            : null;

    [GeneratedRegex(@"\A(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}\z")]
    private static partial Regex ParentPattern { get; }

    [GeneratedRegex(@"\A[\x20-\x7e]+\z")]
    private static partial Regex StatePattern { get; }
}
