using JobWorker.Core.Callbacks;

namespace JobWorker.Core.Tests.Callbacks;

public sealed class ASignature
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long Timestamp = 1_614_265_330;
    private const string Right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly byte[] Body = """{"test": 2432232314}"""u8.ToArray();

    [Fact]
    public void Is_that_of_the_standards_known_example() =>
        Assert.Equal(Right, WebhookSignature.Sign(Secret, Id, Timestamp, Body));

    [Theory]
    [InlineData(Right)]
    [InlineData("v1a,xyz v1,AAAA " + Right)]
    [InlineData(Right + " v2,whatever")]
    public void Is_found_among_others(string signatures) =>
        Assert.True(WebhookSignature.Verify(Secret, Id, Timestamp, Body, signatures));

    [Theory]
    [InlineData("")]
    [InlineData("v1,")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=")]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void Is_wrong(string signatures) => Assert.False(WebhookSignature.Verify(Secret, Id, Timestamp, Body, signatures));

    [Fact]
    public void Covers_id_time_body_and_secret()
    {
        Assert.False(WebhookSignature.Verify(Secret, Id + "x", Timestamp, Body, Right));
        Assert.False(WebhookSignature.Verify(Secret, Id, Timestamp + 1, Body, Right));
        Assert.False(WebhookSignature.Verify(Secret, Id, Timestamp, [.. Body, 32], Right));
        Assert.False(WebhookSignature.Verify("whsec_AAAA", Id, Timestamp, Body, Right));
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_?")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void Needs_a_secret(string secret)
    {
        Assert.False(WebhookSignature.IsSecret(secret));
        Assert.Throws<ArgumentException>(nameof(secret), () => WebhookSignature.Sign(secret, Id, Timestamp, Body));
    }

    [Fact]
    public void Knows_a_secret() => Assert.True(WebhookSignature.IsSecret(Secret));
}
