using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Host.Ojs.Queues.Calls;

/// <summary>Replies over a sidecar without what the caller has: of jobs just enqueued, all that it asked for.</summary>
/// <remarks>Whole, the reply to ten thousand jobs would be longer than the call, and the sidecar takes no more of the one than of the other.</remarks>
internal static class BriefReply
{
    /// <summary>Stands for what was asked: no job has an empty type.</summary>
    private static readonly JobSpec Asked = new() { Type = "", Args = RawJson.Parse("[]") };

    /// <summary>The reply as it goes to a caller that knows how to read it.</summary>
    public static QueueReply Of(QueueCall call, QueueReply whole) => !call.Brief ? whole : Change(call, whole, static (asked, job) =>
        ReferenceEquals(asked.Spec, job.Spec) ? job with { Spec = Asked, ParentResults = null } : job);

    /// <summary>The reply as it was.</summary>
    public static QueueReply Read(QueueCall call, QueueReply reply) => Change(call, reply, static (asked, job) =>
        job.Spec.Type.Length == 0 ? job with { Spec = asked.Spec, ParentResults = asked.ParentResults } : job);

    private static QueueReply Change(QueueCall call, QueueReply reply, Func<NewJob, OjsJob, OjsJob> change) => new(
    [
        .. call.Operations.Zip(reply.Answers, (operation, answer) => (operation, answer) switch
        {
            (QueueOperation.Enqueue asked, QueueAnswer.Jobs made) =>
                made with { Found = [.. asked.Jobs.Zip(made.Found, change)] },
            _ => answer,
        }),
    ]);
}
