namespace JobWorker.Core.Ojs.Reading;

/// <summary>A rule for one text.</summary>
/// <param name="Text">What it asks, to be read after the field's name.</param>
/// <param name="Hint">How it is kept.</param>
/// <param name="Holds">Whether a text keeps it.</param>
internal sealed record TextRule(string Text, string Hint, Func<string, bool> Holds)
{
    /// <summary>Any text of at most so many characters, and at least one.</summary>
    public static TextRule UpTo(int most) =>
        new(
            $"must be a text of 1 to {most} characters",
            "Shorten it, or leave it out.",
            text => text.Length > 0 && text.Length <= most);
}
