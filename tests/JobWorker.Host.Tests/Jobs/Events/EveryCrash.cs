namespace JobWorker.Host.Tests.Jobs.Events;

/// <summary>Kills the process at every effect it has on the outside, then lets another do the rest.</summary>
public sealed class EveryCrash
{
    private const int Unlimited = int.MaxValue;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Leaves_no_event_out_and_none_out_of_order(bool rejected, bool after)
    {
        for (var effects = 0; ; effects++)
        {
            var world = new CrashWorld(rejected);
            await world.RunAsync(effects, after);
            var died = world.Died;
            await world.RunAsync(Unlimited, after: false);

            var version = await world.VersionAsync();
            Assert.Equal(Enumerable.Range(1, (int)version).Select(v => (long)v), world.Taken.Distinct());
            if (!died)
            {
                Assert.True(effects >= (rejected ? 4 : 12), $"{effects} effects");
                return;
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Twice_leaves_no_event_out_either(bool rejected)
    {
        for (var effects = 0; effects < 15; effects++)
        {
            for (var more = 0; more < 6; more++)
            {
                var world = new CrashWorld(rejected);
                await world.RunAsync(effects, after: true);
                await world.RunAsync(more, after: true);
                await world.RunAsync(Unlimited, after: false);

                var version = await world.VersionAsync();
                Assert.Equal(Enumerable.Range(1, (int)version).Select(v => (long)v), world.Taken.Distinct());
            }
        }
    }
}
