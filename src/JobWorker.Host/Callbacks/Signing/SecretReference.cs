namespace JobWorker.Host.Callbacks.Signing;

/// <summary>Where a secret is kept: <c>secret:STORE/NAME</c> or <c>secret:STORE/NAME/KEY</c>.</summary>
/// <param name="Store">The Dapr secret store component.</param>
/// <param name="Name">The secret.</param>
/// <param name="Key">Which of its values; where none is written, that of the secret's name, as stores with one value have it.</param>
internal sealed record SecretReference(string Store, string Name, string Key)
{
    private const string Prefix = "secret:";

    /// <summary>Whether <paramref name="text"/> means to be a reference and not a key.</summary>
    public static bool IsOne(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The reference; none where the text is not one, or is a broken one.</summary>
    public static SecretReference? Parse(string text) => IsOne(text)
        ? text[Prefix.Length..].Split('/') switch
        {
            [{ Length: > 0 } store, { Length: > 0 } name] => new(store, name, name),
            [{ Length: > 0 } store, { Length: > 0 } name, { Length: > 0 } key] => new(store, name, key),
            _ => null,
        }
        : null;

    public override string ToString() => Key == Name ? $"{Prefix}{Store}/{Name}" : $"{Prefix}{Store}/{Name}/{Key}";
}
