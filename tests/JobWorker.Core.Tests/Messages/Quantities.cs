using JobWorker.Core.Messages;

namespace JobWorker.Core.Tests.Messages;

public sealed class Quantities
{
    [Theory]
    [InlineData("1", "1000m")]
    [InlineData("1", "1e0")]
    [InlineData("1", "1.")]
    [InlineData("0.5", ".5")]
    [InlineData("0.1", "100m")]
    [InlineData("1k", "1000")]
    [InlineData("1Ki", "1024")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1M", "1e6")]
    [InlineData("1M", "1E6")]
    [InlineData("1G", "1000M")]
    [InlineData("1T", "1000G")]
    [InlineData("1P", "1000T")]
    [InlineData("1E", "1000P")]
    [InlineData("1Ei", "1024Pi")]
    [InlineData("1Ti", "1024Gi")]
    [InlineData("1m", "1000u")]
    [InlineData("1u", "1000n")]
    [InlineData("1e-3", "1m")]
    [InlineData("+5", "5")]
    [InlineData("-0", "0")]
    [InlineData("0.1n", "1n")]
    [InlineData("1e-30", "1n")]
    public void Are_equal_whatever_their_notation(string one, string other) => Assert.Equal(Of(one), Of(other));

    [Theory]
    [InlineData("1G", "1Gi")]
    [InlineData("999m", "1")]
    [InlineData("0", "1n")]
    [InlineData("-1", "0")]
    [InlineData("1023Pi", "1Ei")]
    [InlineData("0.1", "0.100000001")]
    public void Are_ordered_by_value(string less, string more)
    {
        Assert.True(Of(less) < Of(more) && Of(more) > Of(less) && Of(less) <= Of(more) && Of(more) >= Of(less));
        Assert.False(Of(more) <= Of(less));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\n")]
    [InlineData("one")]
    [InlineData(".")]
    [InlineData("m")]
    [InlineData("1.2.3")]
    [InlineData("1K")]
    [InlineData("1ki")]
    [InlineData("1gb")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e31")]
    [InlineData("1e-31")]
    [InlineData("1e999999999")]
    [InlineData("--1")]
    [InlineData("0x10")]
    [InlineData("1,5")]
    [InlineData("١")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999999999")]
    public void Are_refused(string? text) => Assert.False(Quantity.TryParse(text, out _));

    [Theory]
    [InlineData("-1", true)]
    [InlineData("-1n", true)]
    [InlineData("0", false)]
    [InlineData("1", false)]
    public void Know_their_sign(string text, bool negative) => Assert.Equal(negative, Of(text).IsNegative);

    private static Quantity Of(string text)
    {
        Assert.True(Quantity.TryParse(text, out var quantity), text);

        return quantity;
    }
}
