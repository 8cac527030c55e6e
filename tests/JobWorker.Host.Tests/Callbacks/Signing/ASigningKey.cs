using JobWorker.Core.Callbacks;
using JobWorker.Host.Callbacks.Signing;

namespace JobWorker.Host.Tests.Callbacks.Signing;

public sealed class ASigningKey
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public void Shared_signs_with_v1() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        Key(Secret).Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, """{"test": 2432232314}"""u8.ToArray()));

    /// <summary>What OpenSSL makes of <c>a.1.</c> and a byte 7.</summary>
    [Fact]
    public void Private_signs_with_v1a()
    {
        byte[] seed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
        var alone = Key("whsk_" + Convert.ToBase64String(seed)).Sign("a", 1, [7]);

        Assert.Equal(
            "v1a,d6EVD0QVN0BYvyG7ourb7bjAehra0vKmarfAAxgbnxvxZcfr0HygvgFjDFPNSTn1S4L9F9aUVHjOrvdRXuc4Ag==", alone);
        Assert.Equal(alone, Key("whsk_" + Convert.ToBase64String([.. seed, .. new byte[32]])).Sign("a", 1, [7]));
        Assert.NotEqual(alone, Key("whsk_" + Convert.ToBase64String(seed)).Sign("a", 2, [7]));
    }

    [Theory]
    [InlineData("", "begins with")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with")]
    [InlineData("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with")]
    [InlineData("whsec_", "24 to 64 bytes")]
    [InlineData("whsec_?", "24 to 64 bytes")]
    [InlineData("whsec_AAAA", "24 to 64 bytes")]
    [InlineData("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "32 or 64 bytes")]
    [InlineData("whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with")]
    public void Is_none(string text, string rule)
    {
        Assert.Null(SigningKey.Parse(text, out var problem));
        Assert.Contains(rule, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("MfKQ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Has_24_to_64_bytes_when_shared(int length, bool right) =>
        Assert.Equal(right, SigningKey.Parse("whsec_" + Convert.ToBase64String(new byte[length]), out _) is not null);

    [Theory]
    [InlineData("secret:vault/hooks", "vault", "hooks", "hooks")]
    [InlineData("secret:vault/hooks/current", "vault", "hooks", "current")]
    public void Is_referred_to(string text, string store, string name, string key)
    {
        Assert.Equal(new SecretReference(store, name, key), SecretReference.Parse(text));
        Assert.Equal(text, SecretReference.Parse(text)!.ToString());
    }

    [Theory]
    [InlineData("secret:")]
    [InlineData("secret:vault")]
    [InlineData("secret:vault/")]
    [InlineData("secret:/hooks")]
    [InlineData("secret:vault/hooks/")]
    [InlineData("secret:vault/hooks/current/more")]
    [InlineData(Secret)]
    public void Is_not_referred_to(string text) => Assert.Null(SecretReference.Parse(text));

    [Fact]
    public void Is_what_the_core_verifies() =>
        Assert.True(WebhookSignature.Verify(Secret, "a", 5, [1, 2], Key(Secret).Sign("a", 5, [1, 2])));

    private static SigningKey Key(string text) => SigningKey.Parse(text, out _)!;
}
