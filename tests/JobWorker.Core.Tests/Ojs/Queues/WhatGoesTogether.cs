using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;

namespace JobWorker.Core.Tests.Ojs.Queues;

public sealed class WhatGoesTogether
{
    [Theory]
    [InlineData(new long[] { }, 0)]
    [InlineData(new long[] { 500 }, 1)]
    [InlineData(new long[] { 500, 1 }, 1)]
    [InlineData(new long[] { 40, 60, 1 }, 2)]
    [InlineData(new long[] { 40, 61, 1 }, 1)]
    [InlineData(new long[] { 1, 1, 1 }, 3)]
    public void Is_not_too_large_unless_it_is_one(long[] sizes, int count) =>
        Assert.Equal(sizes[..count], sizes.Together(size => size, most: 100));

    [Fact]
    public void Counts_what_clients_sent()
    {
        var text = RawJson.Parse($"[\"{new string('x', 100_000)}\"]");
        var spec = new JobSpec { Type = "a", Args = text, Meta = text, Extra = text };
        var job = new OjsJob
        {
            Id = "1",
            Place = 0,
            Spec = spec,
            Result = text,
            ParentResults = text,
            Checkpoint = new JobCheckpoint(text, 1, default),
            Progress = new JobProgress(0, null, default, text),
            Errors = [new JobError("c", "t", null, 1, default, text)],
        };

        Assert.InRange(Sizes.Of(job), 800_000, 810_000);
        Assert.InRange(Sizes.Of(new QueueOperation.Enqueue([new NewJob(spec), new NewJob(spec, ParentResults: text)])), 700_000, 710_000);
        Assert.InRange(Sizes.Of(new QueueOperation.Ack("1", null, text)), 100_000, 101_000);
        Assert.InRange(Sizes.Of(new QueueOperation.Nack("1", null, new Failure("c", "t", null, null, text), false)), 100_000, 101_000);
        Assert.InRange(Sizes.Of(new QueueOperation.Report("1", 0, null, text)), 100_000, 101_000);
        Assert.InRange(Sizes.Of(new QueueOperation.SaveCheckpoint("1", text)), 100_000, 101_000);
        Assert.InRange(Sizes.Of(new QueueOperation.Tick()), 0, 1_000);
    }
}
