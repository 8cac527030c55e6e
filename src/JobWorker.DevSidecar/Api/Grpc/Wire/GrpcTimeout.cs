using System.Globalization;

namespace JobWorker.DevSidecar.Api.Grpc.Wire;

/// <summary>The time a caller gives a call: one to eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;

    /// <summary>Timers go no further; a call that may take longer has no deadline.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    /// <summary>What the header <c>grpc-timeout</c> says; infinite where it says nothing.</summary>
    /// <exception cref="GrpcException">It is not of that form.</exception>
    public static TimeSpan Read(string text)
    {
        if (text.Length == 0)
        {
            return Timeout.InfiniteTimeSpan;
        }

        if (text.Length - 1 > MaxDigits
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || UnitOf(text[^1]) is not { } unit)
        {
            throw new GrpcException(GrpcStatus.Internal, $"malformed grpc-timeout: \"{text}\"");
        }

        // A nanosecond is less than a tick: rounded up, so that no time at all stays that.
        var time = text[^1] == 'n' ? TimeSpan.FromTicks((count + 99) / 100) : count * unit;
        return time <= Longest ? time : Timeout.InfiniteTimeSpan;
    }

    private static TimeSpan? UnitOf(char letter) => letter switch
    {
        'H' => TimeSpan.FromHours(1),
        'M' => TimeSpan.FromMinutes(1),
        'S' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMilliseconds(1),
        'u' => TimeSpan.FromMicroseconds(1),
        'n' => TimeSpan.Zero,
        _ => null,
    };
}
