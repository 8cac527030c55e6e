namespace JobWorker.Host.Tests.Leadership;

public sealed class ManyReplicas
{
    /// <summary>The longest a take-over may take: a term, and a few tries.</summary>
    private const double TakeOver = 15 + 3;

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0.1, 0, 0, 0)]
    [InlineData(0, 0.1, 0, 0.02)]
    [InlineData(0, 0, 0.05, 0.02)]
    [InlineData(0.05, 0.05, 0.05, 0.02)]
    [InlineData(0.4, 0.4, 0.2, 0.05)]
    public void Never_have_two_leaders_whatever_goes_wrong(double loss, double slowness, double pauses, double drift)
    {
        var takeOvers = 0;
        for (var seed = 0; seed < 500; seed++)
        {
            var election = new Election(seed, 2 + (seed % 4), new Troubles(loss, slowness, pauses, drift));
            for (var kill = 0; kill < 4; kill++)
            {
                election.Run(seconds: 60);
                election.KillLeader();
            }

            election.Run(seconds: 120);
            Assert.True(election.MostLeaders <= 1, $"seed {seed}: {election.MostLeaders} leaders");
            takeOvers += election.TakeOvers;
        }

        Assert.True(takeOvers > 500, $"only {takeOvers} take-overs");
    }

    [Fact]
    public void Keep_one_leader_while_nothing_goes_wrong()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var election = new Election(seed, replicas: 5, new Troubles());
            election.Run(seconds: 3600);

            Assert.True(election.TakeOvers == 1, $"seed {seed}: {election.TakeOvers} take-overs");
            Assert.InRange(election.LongestGap, 0, 4);
        }
    }

    [Fact]
    public void Replace_a_dead_leader_within_a_term()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var election = new Election(seed, replicas: 3, new Troubles());
            for (var kill = 1; kill <= 10; kill++)
            {
                election.Run(seconds: 60 + (seed % 17));
                Assert.True(election.TakeOvers == kill, $"seed {seed}: {election.TakeOvers} take-overs after {kill - 1} deaths");
                election.KillLeader();
            }

            Assert.InRange(election.LongestGap, 0, TakeOver);
        }
    }

    [Fact]
    public void Find_a_leader_again_and_again_in_bad_times()
    {
        var election = new Election(seed: 7, replicas: 3, new Troubles(Loss: 0.05, Slowness: 0.05));
        election.Run(seconds: 24 * 3600);

        Assert.InRange(election.LongestGap, 0, 3 * TakeOver);
    }
}
