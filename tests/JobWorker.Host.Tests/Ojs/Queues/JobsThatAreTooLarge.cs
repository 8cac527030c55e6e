using System.Collections.Immutable;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Envelopes;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Queues.Storage;
using JobWorker.Host.Tests.Journals;

namespace JobWorker.Host.Tests.Ojs.Queues;

/// <summary>Over a store that takes less under a key than a job may have.</summary>
public sealed class JobsThatAreTooLarge
{
    private readonly MemorySlots _slots = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Are_refused_and_others_are_taken()
    {
        await using var process = Process(StoreLimits.DynamoDb);

        var refused = Assert.IsType<QueueAnswer.Refused>(await process.AskAsync(Enqueue(10, 600_000)));
        Assert.Equal(Refusal.TooLarge, refused.Why);
        Assert.Contains(" 60", refused.Message, StringComparison.Ordinal);
        Assert.IsType<QueueAnswer.Jobs>(await process.AskAsync(Enqueue(10, 300_000)));
        Assert.Equal(2, ((QueueAnswer.Jobs)await process.AskAsync(new QueueOperation.Fetch(5, "w", null))).Found.Length);
    }

    [Fact]
    public async Task Keep_the_rest_of_their_batch_out_of_all_its_queues()
    {
        await using var process = Process(StoreLimits.DynamoDb);
        ImmutableArray<JobRequest> batch =
        [
            new(new JobSpec { Type = "small.job", Args = Args(10), Queue = QueueProcess.Queue }, null),
            new(new JobSpec { Type = "large.job", Args = Args(600_000), Queue = "other" }, null),
        ];

        var refused = Assert.IsType<QueueAnswer.Refused>(await process.Batches.EnqueueAsync(batch, CancellationToken.None));
        Assert.Equal(Refusal.TooLarge, refused.Why);
        Assert.Empty(((QueueAnswer.Jobs)await process.AskAsync(new QueueOperation.Fetch(5, "w", null))).Found);
    }

    [Fact]
    public async Task Are_taken_where_the_store_takes_them()
    {
        await using var process = Process(StoreLimits.Usual);

        Assert.IsType<QueueAnswer.Jobs>(await process.AskAsync(Enqueue(600_000)));
        Assert.IsType<QueueAnswer.Refused>(await process.AskAsync(Enqueue(3_660_000)));
    }

    /// <summary>All or nothing is one call: a sidecar takes 4 MiB, where nobody has set more.</summary>
    [Theory]
    [InlineData("q")]
    [InlineData("other")]
    public async Task Are_so_together_where_each_is_not(string second)
    {
        await using var process = Process(StoreLimits.Usual);
        Task<QueueAnswer> EnqueueAsync(int each) => process.Enqueuer.EnqueueAsync(
            [.. new[] { QueueProcess.Queue, QueueProcess.Queue, second, second }
                .Select(queue => new JobRequest(new JobSpec { Type = "large.job", Args = Args(each), Queue = queue }, null))],
            CancellationToken.None);

        var refused = Assert.IsType<QueueAnswer.Refused>(await EnqueueAsync(1_000_000));
        Assert.Equal(Refusal.TooLarge, refused.Why);
        Assert.EndsWith("it may have 3670016.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(4, Assert.IsType<QueueAnswer.Jobs>(await EnqueueAsync(900_000)).Found.Length);
    }

    [Fact]
    public async Task Are_not_so_by_their_number()
    {
        await using var process = Process(StoreLimits.Usual);
        var batch = Enumerable.Range(0, 10_000)
            .Select(n => new JobRequest(new JobSpec { Type = "small.job", Args = RawJson.Parse($"[{n}]"), Queue = QueueProcess.Queue }, null));

        Assert.Equal(
            10_000, Assert.IsType<QueueAnswer.Jobs>(await process.Enqueuer.EnqueueAsync([.. batch], CancellationToken.None)).Found.Length);
    }

    /// <summary>A request to a sidecar has 4 MiB, and what cannot be written down would keep all else of its queue from it.</summary>
    [Fact]
    public async Task Do_not_become_so_by_much_said_over_many_attempts()
    {
        await using var process = Process(StoreLimits.Usual);
        await process.AskAsync(Enqueue(1_000_000));
        var job = Assert.Single(((QueueAnswer.Jobs)await process.AskAsync(new QueueOperation.Fetch(1, "w", null))).Found);
        await process.AskAsync(new QueueOperation.SaveCheckpoint(job.Id, Text(1_000_000)));
        Assert.IsNotType<QueueAnswer.Refused>(await process.AskAsync(new QueueOperation.Report(job.Id, 0.5, null, Text(1_000_000))));

        Assert.IsType<QueueAnswer.Refused>(await process.AskAsync(new QueueOperation.Ack(job.Id, "w", Text(1_000_000))));
        Assert.IsNotType<QueueAnswer.Refused>(await process.AskAsync(new QueueOperation.Ack(job.Id, "w", Text(500_000))));
    }

    [Fact]
    public async Task Do_not_become_so_by_what_a_worker_says()
    {
        await using var process = Process(StoreLimits.DynamoDb);
        await process.AskAsync(Enqueue(300_000));
        var job = Assert.Single(((QueueAnswer.Jobs)await process.AskAsync(new QueueOperation.Fetch(1, "w", null))).Found);

        foreach (var operation in (QueueOperation[])
            [
                new QueueOperation.Ack(job.Id, "w", Text(100_000)),
                new QueueOperation.Report(job.Id, 0.5, null, Text(100_000)),
                new QueueOperation.SaveCheckpoint(job.Id, Text(100_000)),
            ])
        {
            var refused = Assert.IsType<QueueAnswer.Refused>(await process.AskAsync(operation));
            Assert.Equal((Refusal.TooLarge, job.Id), (refused.Why, refused.Id));
        }

        Assert.IsNotType<QueueAnswer.Refused>(await process.AskAsync(new QueueOperation.Ack(job.Id, "w", Text(10_000))));
    }

    private QueueProcess Process(StoreLimits limits) => new(_slots, new MemoryQueueStore(_slots) { Limits = limits }, _clock);

    private static QueueOperation.Enqueue Enqueue(params ImmutableArray<int> sizes) => new(
        [.. sizes.Select(size => new NewJob(new JobSpec { Type = "large.job", Args = Args(size), Queue = QueueProcess.Queue }))]);

    private static RawJson Args(int size) => RawJson.Parse($"[\"{new string('x', size)}\"]");

    private static RawJson Text(int size) => RawJson.Parse($"\"{new string('x', size)}\"");
}
