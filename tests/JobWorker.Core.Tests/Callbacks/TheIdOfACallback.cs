using JobWorker.Core.Callbacks;

namespace JobWorker.Core.Tests.Callbacks;

public sealed class TheIdOfACallback
{
    [Fact]
    public void Never_changes() => Assert.Equal("msg_4f03d00f52b125f65a402f2b96444d08", CallbackIds.Of("31a89a91-43d8-4786-a195-9b25cec28a44", 0));

    [Fact]
    public void Differs_between_callbacks_and_jobs()
    {
        string[] ids = [CallbackIds.Of("a", 0), CallbackIds.Of("a", 1), CallbackIds.Of("a", 10), CallbackIds.Of("a1", 0), CallbackIds.Of("b", 0)];

        Assert.Distinct(ids);
        Assert.All(ids, id => Assert.Matches(@"\Amsg_[0-9a-f]{32}\z", id));
    }
}
