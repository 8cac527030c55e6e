using System.Globalization;
using System.Numerics;
using System.Text;
using JobWorker.Cli.Receiving;
using JobWorker.Core.Callbacks;

namespace JobWorker.Cli.Tests.Receiving;

public sealed class AVerificationKey
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// <summary>RFC 8032, section 7.1, test 2.</summary>
    private const string Public = "whpk_PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";

    /// <summary>Of <c>a.1.</c> and a byte 7, by the private key of 32 bytes 1, 2, 3 …, made with OpenSSL.</summary>
    private const string Signer = "whpk_ebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=";
    private const string Signature = "d6EVD0QVN0BYvyG7ourb7bjAehra0vKmarfAAxgbnxvxZcfr0HygvgFjDFPNSTn1S4L9F9aUVHjOrvdRXuc4Ag==";

    [Fact]
    public void Checks_what_was_signed_with_the_private_key()
    {
        var signature = Convert.FromBase64String(Signature);

        Assert.True(Verifies(Signer, signature));
        Assert.False(Verifies(Public, signature));
        Assert.False(Verifies(Signer, signature, body: 8));
        Assert.All(Enumerable.Range(0, 64), i => Assert.False(Verifies(Signer, Flipped(signature, i))));
        Assert.False(Verifies(Signer, signature[..63]));
        Assert.False(Verifies(Signer, [.. signature, 0]));
    }

    [Fact]
    public void Takes_no_second_signature_made_of_the_first()
    {
        var signature = Convert.FromBase64String(Signature);
        var order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
        var larger = (new BigInteger(signature.AsSpan(32), isUnsigned: true) + order).ToByteArray(isUnsigned: true);

        Assert.False(Verifies(Signer, [.. signature.AsSpan(0, 32), .. larger]));
    }

    /// <summary>No point of the curve; twice one that is too large to be written so; and a point by which anybody could sign.</summary>
    [Theory]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    public void Verifies_nothing_where_nobody_can_have_the_private_half(string key)
    {
        var text = "whpk_" + Convert.ToBase64String(Convert.FromHexString(key));

        Assert.False(Verifies(text, Convert.FromBase64String(Signature)));
        Assert.False(Verifies(text, [1, .. new byte[63]]));
    }

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

    private static bool Verifies(string key, byte[] signature, byte body = 7) =>
        VerificationKey.Parse(key, out _)!.Verify("a", 1, [body], $"v1a,{Convert.ToBase64String(signature)}");

    private static byte[] Flipped(byte[] bytes, int index)
    {
        byte[] copy = [.. bytes];
        copy[index] ^= (byte)(1 << (index % 8));

        return copy;
    }
}
