using System.Globalization;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Hosting.Faults;

/// <summary>What can be made to go wrong.</summary>
internal enum FaultKind
{
    /// <summary>The process ends while the app is at a message.</summary>
    KillBeforeAnswer,

    /// <summary>The process ends when the app has answered and nothing is acknowledged.</summary>
    KillAfterAnswer,

    /// <summary>A message waits before the app gets it.</summary>
    DelayDelivery,

    /// <summary>The app gets a message again.</summary>
    RepeatDelivery,

    /// <summary>A reminder's tick is lost.</summary>
    DropReminder,

    /// <summary>A turn of an actor begins while another is at work.</summary>
    DoubleActivation,

    /// <summary>A write of state fails and has not happened.</summary>
    FailWriteBefore,

    /// <summary>A write of state fails and has happened.</summary>
    FailWriteAfter,

    /// <summary>A write of state waits before it happens.</summary>
    DelayWriteBefore,

    /// <summary>A write of state has happened; the answer waits.</summary>
    DelayWriteAfter,
}

/// <summary>How often a fault happens.</summary>
internal enum FaultRate
{
    /// <summary>With a chance, 0 to 1.</summary>
    Chance,

    /// <summary>Every so manieth time.</summary>
    Every,

    /// <summary>The next so many times, then never.</summary>
    Next,
}

/// <summary>One fault as somebody asked for it.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Rate">How <paramref name="Amount"/> is meant.</param>
/// <param name="Amount">The chance, the interval, or the count.</param>
/// <param name="Time">Of a delay, or until what follows. Default 100 ms for delays, 0 else.</param>
/// <param name="Times">How often a message is repeated. Default 1.</param>
/// <param name="Text">As it was written.</param>
internal sealed record FaultSpec(FaultKind Kind, FaultRate Rate, double Amount, TimeSpan Time, int Times, string Text)
{
    private const int MostTimes = 100;
    private static readonly TimeSpan DefaultDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Their names on command lines and in requests.</summary>
    public static readonly IReadOnlyDictionary<string, FaultKind> Names =
        new SortedDictionary<string, FaultKind>(StringComparer.Ordinal)
        {
            ["kill-before-answer"] = FaultKind.KillBeforeAnswer,
            ["kill-after-answer"] = FaultKind.KillAfterAnswer,
            ["delay-delivery"] = FaultKind.DelayDelivery,
            ["repeat-delivery"] = FaultKind.RepeatDelivery,
            ["drop-reminder"] = FaultKind.DropReminder,
            ["double-activation"] = FaultKind.DoubleActivation,
            ["fail-write-before"] = FaultKind.FailWriteBefore,
            ["fail-write-after"] = FaultKind.FailWriteAfter,
            ["delay-write-before"] = FaultKind.DelayWriteBefore,
            ["delay-write-after"] = FaultKind.DelayWriteAfter,
        };

    /// <summary>Reads <c>name=when[,time=…][,times=…]</c>.</summary>
    /// <exception cref="FormatException">It is not of that form. The message names the part and the rule.</exception>
    public static FaultSpec Parse(string text) => text.Split('=', 2) is [var name, var rest]
        ? Parse(name, rest)
        : throw new FormatException($"\"{text}\" has not the form name=when, such as repeat-delivery=0.1");

    /// <inheritdoc cref="Parse(string)"/>
    public static FaultSpec Parse(string name, string text)
    {
        if (!Names.TryGetValue(name, out var kind))
        {
            throw new FormatException($"\"{name}\" is no fault; there are {string.Join(", ", Names.Keys)}");
        }

        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var (rate, amount) = When(name, parts[0]);
        var isDelay = kind is FaultKind.DelayDelivery or FaultKind.DelayWriteBefore or FaultKind.DelayWriteAfter;
        var spec = new FaultSpec(kind, rate, amount, isDelay ? DefaultDelay : TimeSpan.Zero, 1, text);
        return parts.Skip(1).Aggregate(spec, (so, part) => so.With(name, part));
    }

    private static (FaultRate Rate, double Amount) When(string name, string text) => text.Split(':', 2) switch
    {
        ["always"] => (FaultRate.Chance, 1),
        ["every", var count] when Count(count, 1, int.MaxValue) is { } every => (FaultRate.Every, every),
        ["next", var count] when Count(count, 0, int.MaxValue) is { } next => (FaultRate.Next, next),
        [var number] when double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var chance)
            && chance is >= 0 and <= 1 => (FaultRate.Chance, chance),
        _ => throw new FormatException($"{name}: \"{text}\" is none of a chance from 0 to 1, every:N, next:N, always"),
    };

    private FaultSpec With(string name, string part) => part.Split('=', 2) switch
    {
        ["time", var text] when GoDuration.TryParse(text, out var time) && time >= TimeSpan.Zero && time <= Longest =>
            this with { Time = time },
        ["time", var text] => throw new FormatException($"{name}: time: \"{text}\" is not a duration from 0s to 1h"),
        ["times", var text] when Kind == FaultKind.RepeatDelivery && Count(text, 1, MostTimes) is { } times =>
            this with { Times = times },
        ["times", var text] => throw new FormatException(
            $"{name}: times: \"{text}\" is not a whole number from 1 to {MostTimes}, or not for this fault"),
        _ => throw new FormatException($"{name}: \"{part}\" is neither time=… nor times=…"),
    };

    private static int? Count(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= least && count <= most
            ? count
            : null;
}
