using System.Text;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Callbacks.Receiving;

namespace JobWorker.Core.Tests.Callbacks.Receiving;

public sealed class AVerificationKey
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// <summary>RFC 8032, section 7.1, test 2.</summary>
    private const string Public = "whpk_PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";

    /// <summary>RFC 8032, section 7.1: tests 1, 2 and 3.</summary>
    public static TheoryData<string, string, string> Vectors => new()
    {
        {
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        },
        {
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        },
        {
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Checks_as_the_standard_says(string key, string message, string signature)
    {
        var (k, m, s) = (Hex(key), Hex(message), Hex(signature));

        Assert.True(Ed25519Check.Verify(k, m, s));
        Assert.False(Ed25519Check.Verify(k, [.. m, 0], s));
        Assert.All(Enumerable.Range(0, 64), i => Assert.False(Ed25519Check.Verify(k, m, Flipped(s, i))));
        Assert.All(Enumerable.Range(0, 32), i => Assert.False(Ed25519Check.Verify(Flipped(k, i), m, s)));
    }

    [Fact]
    public void Takes_no_second_signature_made_of_the_first()
    {
        var (key, signature) = (Hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"), Hex(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
        var order = System.Numerics.BigInteger.Pow(2, 252) + System.Numerics.BigInteger.Parse("27742317777372353535851937790883648493");
        var larger = (new System.Numerics.BigInteger(signature.AsSpan(32), isUnsigned: true) + order).ToByteArray(isUnsigned: true);

        Assert.False(Ed25519Check.Verify(key, [0x72], [.. signature.AsSpan(0, 32), .. larger]));
        Assert.False(Ed25519Check.Verify(key, [0x72], signature.AsSpan(0, 63)));
        Assert.False(Ed25519Check.Verify(key.AsSpan(0, 31), [0x72], signature));
    }

    [Theory]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")]
    public void Is_a_point_of_the_curve(string key) => Assert.False(Ed25519Check.IsKey(Hex(key)));

    [Theory]
    [InlineData(Secret)]
    [InlineData(Public)]
    [InlineData("whpk_PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw")]
    [InlineData("whsec_-_-_")]
    public void Is_written_as_base64_in_either_spelling(string text)
    {
        Assert.NotNull(VerificationKey.Parse(text, out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("", "begins with")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with")]
    [InlineData("whsec_", "whsec_ must be followed by base64")]
    [InlineData("whsec_?", "whsec_ must be followed by base64")]
    [InlineData("whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "32 bytes")]
    [InlineData("whpk_AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "32 bytes")]
    [InlineData("whsk_TM0Imyj/ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U+4pvs=", "private")]
    public void Is_none_and_is_not_shown(string text, string rule)
    {
        Assert.Null(VerificationKey.Parse(text, out var problem));
        Assert.Contains(rule, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("MfKQ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_its_signature_among_others()
    {
        var signature = WebhookSignature.Sign(Secret, "a", 5, "body"u8);
        var key = VerificationKey.Parse(Secret, out _)!;

        Assert.True(key.Verify("a", 5, "body"u8, $"v1,AAAA v1a,AAAA {signature}"));
        Assert.False(key.Verify("a", 5, "body"u8, $"v1a,{signature[3..]}"));
        Assert.False(VerificationKey.Parse(Public, out _)!.Verify("a", 5, Encoding.UTF8.GetBytes("body"), $"{signature} v1a, v1a,? v1a,AAAA"));
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);

    private static byte[] Flipped(byte[] bytes, int index)
    {
        byte[] copy = [.. bytes];
        copy[index] ^= (byte)(1 << (index % 8));

        return copy;
    }
}
