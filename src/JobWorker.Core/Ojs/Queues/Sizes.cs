using JobWorker.Core.Ojs.Jobs;

namespace JobWorker.Core.Ojs.Queues;

/// <summary>About how large things are as JSON, in bytes of UTF-8: what clients sent, and a little for the rest.</summary>
/// <remarks>Sidecars take requests of 4 MiB, so what goes together must not be too much.</remarks>
public static class Sizes
{
    /// <summary>Jobs that go together in an answer, and operations in a call: the first goes however large it is.</summary>
    public const long Most = 2 << 20;

    /// <summary>One thing that goes over a sidecar: below the 4 MiB that it takes where nobody has set more, with what is around it.</summary>
    public const long Longest = 3_584 << 10;

    private const long Rest = 512;

    /// <summary>The size of a job.</summary>
    public static long Of(OjsJob job) =>
        Of(job.Spec) + Of(job.Result) + Of(job.ParentResults) + Of(job.Checkpoint?.State) + Of(job.Progress?.Data)
            + (job.Errors.IsEmpty ? 0 : job.Errors.Sum(error => Rest + Of(error.Details)));

    /// <summary>The size of a job that is to be accepted.</summary>
    public static long Of(NewJob job) => Of(job.Spec) + Of(job.ParentResults);

    /// <summary>The size of an operation.</summary>
    public static long Of(QueueOperation operation) => Rest + operation switch
    {
        QueueOperation.Enqueue x => x.Jobs.Sum(Of),
        QueueOperation.Ack x => Of(x.Result),
        QueueOperation.Nack x => Of(x.Failure?.Details),
        QueueOperation.Report x => Of(x.Data),
        QueueOperation.SaveCheckpoint x => Of(x.State),
        _ => 0,
    };

    /// <summary>The first of <paramref name="all"/>, and of those behind it as many as go along.</summary>
    /// <param name="all">In order.</param>
    /// <param name="size">How large one is.</param>
    /// <param name="most">How large all may be together.</param>
    public static IEnumerable<T> Together<T>(this IEnumerable<T> all, Func<T, long> size, long most = Most)
    {
        var left = most;
        foreach (var one in all)
        {
            var its = size(one);
            if (left < its && left < most)
            {
                yield break;
            }

            left -= its;
            yield return one;
        }
    }

    private static long Of(JobSpec spec) => Rest + spec.Args.Utf8.Length + Of(spec.Meta) + Of(spec.Extra);

    private static long Of(RawJson? json) => json?.Utf8.Length ?? 0;
}
