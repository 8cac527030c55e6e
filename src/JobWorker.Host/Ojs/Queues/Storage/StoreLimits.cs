using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Host.Ojs.Queues.Storage;

/// <summary>What a kind of store cannot do, or its sidecar.</summary>
/// <param name="Margin">
/// How much longer than needed to keep a key that is given a time and may be created again after it. Most stores take a create
/// as soon as the time is over. DynamoDB hides what has expired and removes it within days: until then nobody can read the key,
/// and nobody create it.
/// </param>
/// <param name="Most">Bytes that a job, a workflow or a schedule may have in the end.</param>
internal sealed record StoreLimits(TimeSpan Margin, long Most)
{
    /// <summary>A store without limits of its own: a sidecar takes requests of 4 MiB, where nobody has set more.</summary>
    public static readonly StoreLimits Usual = new(TimeSpan.Zero, Sizes.Longest);

    /// <summary>
    /// Keys that come again do so within days, or after a month, a quarter, a year: none of these is in the days, after 45, in
    /// which it could not be created. An item has 400 KB, of which what is counted here leaves something for the history.
    /// </summary>
    public static readonly StoreLimits DynamoDb = new(TimeSpan.FromDays(45), 360 * 1024);

    /// <summary>What a new job leaves free for its result and its errors.</summary>
    private const long Later = 24 * 1024;

    /// <summary>The limits of a component's type.</summary>
    public static StoreLimits Of(string? type) => type is "state.aws.dynamodb" ? DynamoDb : Usual;

    /// <summary>Why the store could not hold what an operation makes of its jobs; none: it can.</summary>
    /// <remarks>Written all the same, it would fail for ever, and with it everything that is written together with it.</remarks>
    /// <param name="operation">What is asked.</param>
    /// <param name="find">The job of an id, as it is.</param>
    public QueueAnswer.Refused? Refuse(QueueOperation operation, Func<string, OjsJob?> find) => operation switch
    {
        QueueOperation.Enqueue enqueue => enqueue.Jobs
            .Select(job => Refuse(Sizes.Of(job), Most - Later, job.Id)).FirstOrDefault(refused => refused is not null),
        QueueOperation.OnJob { Id: var id } when Added(operation) is { } added && find(id) is { } job =>
            Refuse(Sizes.Of(job) + added.Utf8.Length, Most, id),
        _ => null,
    };

    /// <summary>Whether the store could hold a document that has a key to itself.</summary>
    public bool Holds<T>(T document) => OjsJson.Write(document).Length <= Most;

    /// <summary>Refuses a new document that the store could not hold, or not for long: its jobs' results come to it.</summary>
    /// <param name="document">What is to be stored.</param>
    /// <param name="what">The word for it.</param>
    /// <exception cref="TooLargeException">It could not.</exception>
    public void Check<T>(T document, string what)
    {
        if (Refuse(OjsJson.Write(document).Length, Most - Later, id: null, what) is { } refused)
        {
            throw new TooLargeException(refused);
        }
    }

    /// <summary>What clients add to a job.</summary>
    private static RawJson? Added(QueueOperation operation) => operation switch
    {
        QueueOperation.Ack x => x.Result,
        QueueOperation.Nack x => x.Failure?.Details,
        QueueOperation.Report x => x.Data,
        QueueOperation.SaveCheckpoint x => x.State,
        _ => null,
    };

    private static QueueAnswer.Refused? Refuse(long size, long most, string? id, string what = "job") => size <= most ? null : new(
        Refusal.TooLarge,
        FormattableString.Invariant($"The {what} would have about {size} bytes; the state store takes {most} here."),
        id);
}

/// <summary>The state store cannot hold what somebody sent.</summary>
internal sealed class TooLargeException(QueueAnswer.Refused refused) : Exception(refused.Message)
{
    public QueueAnswer.Refused Refused => refused;
}
