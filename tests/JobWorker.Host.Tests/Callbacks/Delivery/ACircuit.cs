using JobWorker.Host.Callbacks.Delivery;

namespace JobWorker.Host.Tests.Callbacks.Delivery;

public sealed class ACircuit
{
    private const int Most = 32;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 32, 0)]
    [InlineData(1, 16, 0)]
    [InlineData(2, 8, 0)]
    [InlineData(4, 2, 0)]
    [InlineData(5, 1, 1)]
    [InlineData(6, 1, 2)]
    [InlineData(9, 1, 16)]
    [InlineData(10, 1, 30)]
    [InlineData(1000, 1, 30)]
    public void Trusts_less_with_every_failure(int failures, int allowed, int pause)
    {
        var circuit = After(failures);

        Assert.Equal(pause == 0 ? allowed : 0, circuit.Allowed(Now));
        Assert.Equal(allowed, circuit.Allowed(Now.AddSeconds(pause)));
        Assert.Equal(failures >= 5, circuit.IsOpen);
        if (pause > 0)
        {
            Assert.Equal(0, circuit.Allowed(Now.AddSeconds(pause).AddTicks(-1)));
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(5, 32)]
    [InlineData(9, 32)]
    public void Trusts_more_with_every_answer(int answers, int allowed)
    {
        var circuit = Enumerable.Range(0, answers).Aggregate(After(100), (c, _) => c.Answered(Most));

        Assert.Equal(allowed, circuit.Allowed(Now));
        Assert.False(circuit.IsOpen);
    }

    [Theory]
    [InlineData(10, 10)]
    [InlineData(3600, 30)]
    public void Leaves_alone_who_asks_for_it(int wish, int pause)
    {
        var circuit = Circuit.New(Most).Failed(Now, TimeSpan.FromSeconds(wish));

        Assert.Equal(0, circuit.Allowed(Now.AddSeconds(pause - 1)));
        Assert.Equal(16, circuit.Allowed(Now.AddSeconds(pause)));
    }

    private static Circuit After(int failures) =>
        Enumerable.Range(0, failures).Aggregate(Circuit.New(Most), (c, _) => c.Failed(Now, null));
}
