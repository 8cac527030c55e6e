using System.Net;
using JobWorker.Core.Jobs;
using JobWorker.Host.Jobs;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Tests.Jobs;

public sealed class SendingAgain
{
    private static readonly TimeSpan Kept = new RetentionOptions().Jobs;

    private readonly KeeperWorld _world = new();

    [Fact]
    public async Task Arms_before_it_is_written_sends_and_disarms()
    {
        await FinishAsync();
        _world.Calls.Clear();

        await ResendAsync(1);
        await _world.CallbackAsync(1, 2, HttpStatusCode.OK);

        Assert.Equal(["arm at version 7", "send 1 #1 attempt 2", "disarm"], _world.Calls.Where(c => c != "release"));
        Assert.Equal(["CallbackResent", "CallbackDelivered"], (await _world.EventsAsync())[7..]);
    }

    [Fact]
    public async Task Survives_a_process_that_dies_for_the_reminder_wakes_the_job()
    {
        await FinishAsync();
        await ResendAsync(2);
        _world.Restart();
        _world.Calls.Clear();

        await _world.SuperviseAsync();

        Assert.Contains("send 2 #2 attempt 2", _world.Calls);
        Assert.DoesNotContain("disarm", _world.Calls);
    }

    [Fact]
    public async Task Keeps_the_journal_until_it_is_delivered_and_the_usual_time_after_that()
    {
        await FinishAsync();
        Assert.Equal(Kept, _world.Slots.KeepOf("j-job-1"));

        await ResendAsync(0);
        Assert.True(_world.Slots.KeepOf("j-job-1") >= Kept + TimeSpan.FromDays(8));
        await _world.CallbackAsync(0, 2, HttpStatusCode.InternalServerError);
        Assert.True(_world.Slots.KeepOf("j-job-1") >= Kept + TimeSpan.FromDays(8));
        await _world.CallbackAsync(0, 3, HttpStatusCode.OK);

        Assert.Equal(Kept, _world.Slots.KeepOf("j-job-1"));
    }

    private Task<JobReply> ResendAsync(int sequence) =>
        _world.TellAsync(new JobCommand.Resend(sequence, null, _world.Clock.GetUtcNow()));

    /// <summary>Seven events: requested, created, started, succeeded, and three callbacks delivered.</summary>
    private async Task FinishAsync()
    {
        await _world.SubmitAsync();
        await _world.SucceedAsync();
        foreach (var sequence in Enumerable.Range(0, 3))
        {
            await _world.CallbackAsync(sequence, 1, HttpStatusCode.OK);
        }
    }
}
