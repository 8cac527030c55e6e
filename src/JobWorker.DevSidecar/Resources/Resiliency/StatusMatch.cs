using System.Globalization;

namespace JobWorker.DevSidecar.Resources.Resiliency;

/// <summary>The status codes a retry policy is for.</summary>
/// <param name="Http">Ranges of HTTP codes; none for all.</param>
/// <param name="Grpc">Ranges of gRPC codes; none for all.</param>
internal sealed record StatusMatch(IReadOnlyList<CodeRange>? Http, IReadOnlyList<CodeRange>? Grpc)
{
    public static readonly StatusMatch All = new(null, null);

    /// <summary>What a code may be in <c>httpStatusCodes</c>.</summary>
    public static readonly CodeRange HttpCodes = new(100, 599);

    /// <summary>What a code may be in <c>gRPCStatusCodes</c>.</summary>
    public static readonly CodeRange GrpcCodes = new(0, 16);

    /// <summary>Whether a failure with that code is tried again. The two kinds of code share no number.</summary>
    public bool Has(int code) =>
        GrpcCodes.Has(code) ? Grpc?.Any(range => range.Has(code)) ?? true
        : HttpCodes.Has(code) && (Http?.Any(range => range.Has(code)) ?? true);
}

/// <summary>From one code to another, both included.</summary>
internal readonly record struct CodeRange(int From, int To)
{
    public bool Has(int code) => From <= code && code <= To;

    /// <summary>Reads a list such as <c>429,500-599</c>; none where it is not one or leaves <paramref name="bounds"/>.</summary>
    public static IReadOnlyList<CodeRange>? TryParse(string text, CodeRange bounds)
    {
        var ranges = new List<CodeRange>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || !TryRead(ends[0], bounds, out var from) || !TryRead(ends[^1], bounds, out var to) || to < from)
            {
                return null;
            }

            ranges.Add(new CodeRange(from, to));
        }

        return ranges;
    }

    private static bool TryRead(string text, CodeRange bounds, out int code) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out code) && bounds.Has(code);
}
