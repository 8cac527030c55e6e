using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Queues;
using JobWorker.Host.Ojs.Queues.Calls;
using JobWorker.Host.Tests.Journals;

namespace JobWorker.Host.Tests.Ojs.Queues;

public sealed class AReplyOverASidecar
{
    private static readonly RawJson Large = RawJson.Parse($"[\"{new string('x', 100_000)}\"]");

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Leaves_out_what_was_asked_for_and_reads_as_if_it_did_not()
    {
        var (call, reply) = await CallAsync(brief: true);
        var sent = OjsJson.Write(BriefReply.Of(call, reply));

        Assert.InRange(sent.Length, 1, 1_000);
        Assert.Equal(OjsJson.Write(reply), OjsJson.Write(BriefReply.Read(call, OjsJson.Read<QueueReply>(sent))));
    }

    /// <summary>A replica of an older version asks for jobs and means to get them.</summary>
    [Fact]
    public async Task Is_whole_for_who_does_not_know_of_that()
    {
        var (call, reply) = await CallAsync(brief: false);

        Assert.Equal(OjsJson.Write(reply), OjsJson.Write(BriefReply.Of(call, reply)));
        Assert.False(OjsJson.Read<QueueCall>("""{"operations": [{"t": "tick"}]}"""u8).Brief);
    }

    /// <summary>A job of this id was there, and is another than was asked for.</summary>
    [Fact]
    public async Task Tells_a_job_that_was_there_as_it_is()
    {
        await using var process = new QueueProcess(new MemorySlots(), new MemoryQueueStore(new MemorySlots()), _clock);
        var id = Guid.CreateVersion7().ToString();
        var old = new QueueOperation.Enqueue([new NewJob(Spec("old.job"), id)]);
        await process.AskAsync(old);
        var call = new QueueCall([new QueueOperation.Enqueue([new NewJob(Spec("new.job"), id, Idempotent: true)])], Brief: true);
        var reply = new QueueReply([await process.AskAsync(call.Operations[0])]);

        var read = BriefReply.Read(call, OjsJson.Read<QueueReply>(OjsJson.Write(BriefReply.Of(call, reply))));

        Assert.Equal("old.job", Assert.Single(Assert.IsType<QueueAnswer.Jobs>(read.Answers[0]).Found).Spec.Type);
    }

    /// <summary>Two new jobs of 100 KB between operations of other kinds.</summary>
    private async Task<(QueueCall Call, QueueReply Reply)> CallAsync(bool brief)
    {
        var slots = new MemorySlots();
        await using var process = new QueueProcess(slots, new MemoryQueueStore(slots), _clock);
        var enqueue = new QueueOperation.Enqueue([new NewJob(Spec("a.job")), new NewJob(Spec("b.job"), ParentResults: Large)]);
        var call = new QueueCall([new QueueOperation.Tick(), enqueue, new QueueOperation.Get("no such job")], brief);
        var answers = new List<QueueAnswer>();
        foreach (var operation in call.Operations)
        {
            answers.Add(await process.AskAsync(operation));
        }

        return (call, new QueueReply([.. answers]));
    }

    private static JobSpec Spec(string type) => new() { Type = type, Args = Large, Queue = QueueProcess.Queue };
}
