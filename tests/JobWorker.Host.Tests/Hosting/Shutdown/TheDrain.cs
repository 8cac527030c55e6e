using JobWorker.Host.Hosting.Shutdown;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Hosting.Shutdown;

public sealed class TheDrain
{
    private readonly ManualClock _clock = new();
    private readonly List<string> _drained = [];

    [Fact]
    public async Task Brings_one_part_after_the_other_to_rest()
    {
        var first = new Part("first", _drained);
        var stopping = Drain(first, new Part("second", _drained, done: true)).StoppingAsync(default);

        Assert.Equal(["first"], _drained);
        first.Rest.SetResult();
        await stopping;
        Assert.Equal(["first", "second"], _drained);
    }

    [Fact]
    public async Task Gives_up_in_time_for_the_listeners_to_close()
    {
        var stopping = Drain(new Part("stuck", _drained)).StoppingAsync(default);

        _clock.Advance(TimeSpan.FromSeconds(14));
        Assert.False(stopping.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await stopping;
    }

    private Drain Drain(params IDrain[] parts) =>
        new(parts, Options.Create(new ShutdownOptions()), _clock, NullLogger<Drain>.Instance);

    private sealed class Part : IDrain
    {
        private readonly string _name;
        private readonly List<string> _drained;

        public Part(string name, List<string> drained, bool done = false)
        {
            (_name, _drained) = (name, drained);
            if (done)
            {
                Rest.SetResult();
            }
        }

        public TaskCompletionSource Rest { get; } = new();

        public Task DrainAsync(CancellationToken cancel)
        {
            _drained.Add(_name);

            return Rest.Task.WaitAsync(cancel);
        }
    }
}
