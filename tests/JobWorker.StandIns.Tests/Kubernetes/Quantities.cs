using k8s;
using k8s.Models;

namespace JobWorker.StandIns.Tests.Kubernetes;

public sealed class Quantities
{
    [Theory]
    [InlineData("0", "0", 0)]
    [InlineData("", "0", 0)]
    [InlineData("1", "1", 1)]
    [InlineData("+1", "1", 1)]
    [InlineData("-1", "-1", -1)]
    [InlineData("1000m", "1", 1)]
    [InlineData("500m", "500m", 0.5)]
    [InlineData("0.5", "500m", 0.5)]
    [InlineData(".5", "500m", 0.5)]
    [InlineData("1.", "1", 1)]
    [InlineData("100u", "100u", 0.0001)]
    [InlineData("1n", "1n", 0.000000001)]
    [InlineData("0.1n", "1n", 0.0000000001)]
    [InlineData("1000", "1k", 1000)]
    [InlineData("1500M", "1500M", 1500000000d)]
    [InlineData("1.5G", "1500M", 1500000000d)]
    [InlineData("1E", "1E", 1e18)]
    [InlineData("1024", "1024", 1024)]
    [InlineData("1Ki", "1Ki", 1024)]
    [InlineData("1024Ki", "1Mi", 1048576)]
    [InlineData("1.5Gi", "1536Mi", 1610612736d)]
    [InlineData("0.5Ki", "512", 512)]
    [InlineData("0.1Mi", "104857600m", 104857.6)]
    [InlineData("-2Ki", "-2Ki", -2048)]
    [InlineData("12e6", "12e6", 12000000)]
    [InlineData("1200e4", "12e6", 12000000)]
    [InlineData("1e-3", "1e-3", 0.001)]
    [InlineData("1e0", "1", 1)]
    public void Are_written_the_way_Kubernetes_does(string text, string canonical, double value)
    {
        var quantity = new ResourceQuantity(text);

        Assert.Equal(canonical, quantity.ToString());
        Assert.Equal(value, quantity.ToDouble());
        Assert.Equal((decimal)value, quantity.ToDecimal());
    }

    [Theory]
    [InlineData("1 Gi")]
    [InlineData("Gi")]
    [InlineData("1gi")]
    [InlineData("1K")]
    [InlineData("1e")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("1e999999999")]
    [InlineData("NaN")]
    [InlineData(".")]
    public void Are_refused_where_they_are_none(string text) => Assert.Throws<FormatException>(() => new ResourceQuantity(text));

    [Fact]
    public void Are_equal_where_their_values_are()
    {
        Assert.Equal(new ResourceQuantity("1"), new ResourceQuantity("1000m"));
        Assert.True(new ResourceQuantity("1Mi") == new ResourceQuantity("1048576"));
        Assert.Equal(new ResourceQuantity("1Gi").GetHashCode(), new ResourceQuantity("1024Mi").GetHashCode());
        Assert.NotEqual(new ResourceQuantity("1"), new ResourceQuantity("1001m"));
        Assert.True((ResourceQuantity)null! != new ResourceQuantity("1"));
    }

    [Fact]
    public void Are_numbers_too()
    {
        Assert.Equal(1, new ResourceQuantity("1500m").ToInt32());
        Assert.Equal(1L << 30, new ResourceQuantity("1Gi").ToInt64());
        Assert.Equal(0.25m, (decimal)new ResourceQuantity("250m"));
        Assert.Equal("1536", new ResourceQuantity(1.536m, 3, ResourceQuantity.SuffixFormat.DecimalSI).ToString());
        Assert.Equal(9223372036854775808m, new ResourceQuantity("8Ei").ToDecimal());
        Assert.Throws<OverflowException>(() => new ResourceQuantity("8Ei").ToInt64());
    }

    [Fact]
    public void Are_taken_from_bare_numbers_in_json()
    {
        var requirements = KubernetesJson.Deserialize<V1ResourceRequirements>("""{"limits":{"cpu":2,"memory":"1Gi","x":1e3}}""");

        Assert.Equal("""{"limits":{"cpu":"2","memory":"1Gi","x":"1e3"}}""", KubernetesJson.Serialize(requirements));
    }

    [Fact]
    public void Are_named_where_json_holds_a_bad_one() =>
        Assert.Contains("'lots'", Assert.Throws<System.Text.Json.JsonException>(
            () => KubernetesJson.Deserialize<V1ResourceRequirements>("""{"limits":{"cpu":"lots"}}""")).Message, StringComparison.Ordinal);
}
