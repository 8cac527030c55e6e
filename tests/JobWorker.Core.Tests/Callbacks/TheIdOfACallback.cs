using JobWorker.Core.Callbacks;

namespace JobWorker.Core.Tests.Callbacks;

public sealed class TheIdOfACallback
{
    [Fact]
    public void Never_changes() =>
        Assert.Equal("msg_4f03d00f52b125f65a402f2b96444d08", CallbackIds.Of("31a89a91-43d8-4786-a195-9b25cec28a44", 0));

    [Fact]
    public void Differs_between_callbacks_and_jobs()
    {
        (string Job, int Sequence)[] callbacks = [("a", 0), ("a", 1), ("a", 10), ("a1", 0), ("b", 0)];
        var ids = callbacks.Select(c => CallbackIds.Of(c.Job, c.Sequence)).ToList();

        Assert.Distinct(ids);
        Assert.All(ids, id => Assert.Matches(@"\Amsg_[0-9a-f]{32}\z", id));
    }
}
