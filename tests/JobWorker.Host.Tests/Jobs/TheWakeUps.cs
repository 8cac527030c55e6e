using System.Threading.Channels;
using JobWorker.Core.Jobs;
using JobWorker.Host.Jobs;
using JobWorker.Host.Tests.Leadership;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobWorker.Host.Tests.Jobs;

public sealed class TheWakeUps : IJobs, IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly Channel<string> _woken = Channel.CreateUnbounded<string>();
    private readonly WakeUps _wakeUps;
    private int _failures;

    public TheWakeUps() => _wakeUps = new WakeUps(this, Leaderships.Alone(_clock), _clock, NullLogger<WakeUps>.Instance);

    public Task InitializeAsync() => _wakeUps.StartAsync(default);

    public async Task DisposeAsync()
    {
        await _wakeUps.StopAsync(default);
        _wakeUps.Dispose();
    }

    [Fact]
    public async Task Wake_a_job_at_once_when_its_time_has_passed()
    {
        _wakeUps.At("a", _clock.GetUtcNow());

        Assert.Equal("a", await _woken.Reader.ReadAsync());
    }

    [Fact]
    public async Task Wake_jobs_in_the_order_of_their_times()
    {
        _wakeUps.At("late", _clock.GetUtcNow().AddSeconds(20));
        _wakeUps.At("early", _clock.GetUtcNow().AddSeconds(10));
        await AdvanceUntilWokenAsync("early");
        await AdvanceUntilWokenAsync("late");
    }

    [Fact]
    public async Task Wake_a_job_once_for_its_earliest_time()
    {
        _wakeUps.At("a", _clock.GetUtcNow().AddSeconds(20));
        _wakeUps.At("a", _clock.GetUtcNow());
        Assert.Equal("a", await _woken.Reader.ReadAsync());

        _wakeUps.At("b", _clock.GetUtcNow().AddSeconds(30));
        await AdvanceUntilWokenAsync("b");
    }

    [Fact]
    public async Task Try_again_when_the_job_cannot_be_reached()
    {
        _failures = 1;
        _wakeUps.At("a", _clock.GetUtcNow());

        await AdvanceUntilWokenAsync("a");
    }

    Task<JobReply> IJobs.TellAsync(string id, JobCommand command, CancellationToken cancel)
    {
        Assert.IsType<JobCommand.Supervise>(command);
        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            throw new JobUnreachableException(id, new HttpRequestException("no sidecar"));
        }

        _woken.Writer.TryWrite(id);

        return Task.FromResult(new JobReply(JobState.Created, 2));
    }

    /// <summary>
    /// The loop arms its timer on its own thread. The clock stands still while there is none, and moves in steps small enough for
    /// a timer that was armed during one to be no more than that late.
    /// </summary>
    private async Task AdvanceUntilWokenAsync(string id)
    {
        var woken = _woken.Reader.ReadAsync().AsTask();
        while (!woken.IsCompleted)
        {
            if (_clock.Waiting > 0)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
            }

            await Task.Yield();
        }

        Assert.Equal(id, await woken);
    }
}
