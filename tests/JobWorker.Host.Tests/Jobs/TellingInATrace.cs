using System.Globalization;
using System.Net;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Jobs;
using JobWorker.Core.Messages;
using JobWorker.Host.Jobs;
using JobWorker.Host.Journals;

namespace JobWorker.Host.Tests.Jobs;

/// <summary>Whether every callback goes out in the trace of its message.</summary>
public sealed class TellingInATrace
{
    private static readonly TraceContext Trace = new("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=1");

    private readonly KeeperWorld _world = new();

    [Fact]
    public async Task Holds_for_all_callbacks_of_a_job()
    {
        await _world.TellAsync(new JobCommand.Submit(
            KeeperWorld.Request() with { Trace = Trace }, "hash", [], _world.Clock.GetUtcNow()));
        await _world.SucceedAsync();

        Assert.Equal([Trace, Trace, Trace], _world.OfferedTraces);
    }

    [Theory]
    [InlineData(ErrorCode.MessageInvalid)]
    [InlineData(ErrorCode.RefusedByPolicy)]
    public async Task Holds_for_the_callback_of_a_rejected_message(string code)
    {
        await RejectAsync(code: code);

        Assert.Equal([Trace], _world.OfferedTraces);
    }

    [Fact]
    public async Task Holds_after_a_restart_and_for_what_is_sent_again()
    {
        await RejectAsync();
        _world.Restart();
        await _world.SuperviseAsync();
        Assert.Equal([(0, 1)], _world.Offered);
        Assert.Equal([Trace], _world.OfferedTraces);

        await _world.CallbackAsync(0, 1, HttpStatusCode.OK);
        await _world.TellAsync(new JobCommand.Resend(0, null, _world.Clock.GetUtcNow()));

        Assert.Equal([(0, 2)], _world.Offered);
        Assert.Equal([Trace], _world.OfferedTraces);
    }

    /// <summary>The event that names the trace is on a page then, and the head's snapshot speaks for it.</summary>
    [Fact]
    public async Task Holds_when_the_journal_has_grown_beyond_its_head()
    {
        await RejectAsync();
        for (var n = 0; n < Journal<Job, JobEvent>.TailLimit; n++)
        {
            await RejectAsync(hash: n.ToString(CultureInfo.InvariantCulture));
        }

        Assert.Contains("j-job-1~00000000", _world.Slots.Keys);
        _world.Restart();
        await _world.SuperviseAsync();

        Assert.Equal([Trace], _world.OfferedTraces);
    }

    [Fact]
    public async Task Is_in_none_where_the_journal_names_none()
    {
        await RejectAsync(named: false);

        Assert.Equal([null], _world.OfferedTraces);
    }

    private Task<JobReply> RejectAsync(string code = ErrorCode.MessageInvalid, string hash = "hash", bool named = true) =>
        _world.TellAsync(new JobCommand.Reject(
            "svc",
            "http://client/",
            code,
            [new Violation("job.image", "is required")],
            hash,
            _world.Clock.GetUtcNow(),
            Trace: named ? Trace : null));
}
