using System.Text.RegularExpressions;
using JobWorker.Core.Ojs.Reading;

namespace JobWorker.Core.Ojs.Envelopes;

/// <summary>The rules for names and ids. OJS core, section 5.1; hyphens in types are what clients do.</summary>
internal static partial class NameRules
{
    private const int LongestType = 255;
    private const int LongestQueue = 128;

    public static readonly TextRule JobType = new(
        $"must be words of a-z 0-9 _ - with dots between them, each starting with a letter, at most {LongestType} characters",
        "For example \"email.send\".",
        text => text.Length <= LongestType && TypePattern.IsMatch(text));

    public static readonly TextRule Queue = new(
        $"must be 1 to {LongestQueue} of a-z 0-9 - . and start with a letter or digit",
        "For example \"default\" or \"email-high\".",
        text => text.Length <= LongestQueue && QueuePattern.IsMatch(text));

    public static readonly TextRule JobId = new(
        "must be a UUIDv7 in lower case", "Leave it out to have one made.", IdPattern.IsMatch);

    public static readonly TextRule CronName = new(
        "must be 1 to 255 of a-z 0-9 - . and start with a letter or digit",
        "For example \"daily-report\".",
        text => text.Length <= 255 && QueuePattern.IsMatch(text));

    /// <summary>Any id another party made: who knows it not says so by 404.</summary>
    public static readonly TextRule SomeId = TextRule.UpTo(255);

    public static readonly TextRule Tag = TextRule.UpTo(255);

    public static readonly TextRule Label = TextRule.UpTo(1_024);

    [GeneratedRegex(@"\A[a-z][a-z0-9_\-]*(\.[a-z][a-z0-9_\-]*)*\z")]
    private static partial Regex TypePattern { get; }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9\-.]*\z")]
    private static partial Regex QueuePattern { get; }

    [GeneratedRegex(@"\A[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\z")]
    private static partial Regex IdPattern { get; }
}
