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

    /// <summary>RFC 8032, section 7.1.</summary>
    [SkippableTheory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Private_signs_as_the_standard_says(string seed, string message, string signature)
    {
        Skip.IfNot(Ed25519.IsAvailable, "OpenSSL 3 (libcrypto.so.3) is missing");

        Assert.Equal(
            signature, Convert.ToHexStringLower(new Ed25519(Convert.FromHexString(seed)).Sign(Convert.FromHexString(message))));
    }

    [SkippableFact]
    public void Private_is_the_same_with_its_public_half_behind_it()
    {
        Skip.IfNot(Ed25519.IsAvailable, "OpenSSL 3 (libcrypto.so.3) is missing");
        byte[] seed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
        var alone = Key("whsk_" + Convert.ToBase64String(seed)).Sign("a", 1, [7]);

        Assert.StartsWith("v1a,", alone, StringComparison.Ordinal);
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
