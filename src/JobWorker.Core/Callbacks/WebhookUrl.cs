using JobWorker.Core.Messages.Reading;

namespace JobWorker.Core.Callbacks;

/// <summary>The rule for URLs callbacks go to: the one messages have, for those who correct one later.</summary>
public static class WebhookUrl
{
    /// <summary>What it asks, to be read after the field's name.</summary>
    public static string Rule => Rules.WebhookUrl.Text;

    /// <summary>Whether callbacks can go to <paramref name="url"/>.</summary>
    public static bool IsOne(string url) => Rules.WebhookUrl.Holds(url);
}
