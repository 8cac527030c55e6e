using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2;

public sealed class S2_5_Lock : ContractTest
{
    [Statement(Text = "2.5 a free lock is given: 200 {\"success\":true}; taken it is not: {\"success\":false}, to its holder neither")]
    public async Task Lock()
    {
        Assert.True(await LockAsync("ann"));
        Assert.False(await LockAsync("bob"));
        Assert.False(await LockAsync("ann"));
    }

    [Statement(Text = "2.5 snake_case names are accepted")]
    public async Task Snake()
    {
        var answer = await Sidecar.PostAsync(
            "/v1.0-alpha1/lock/locks", $$"""{"resource_id":"{{Id}}","lock_owner":"ann","expiry_in_seconds":30}""");

        Assert.True(answer.Is(200).Json.GetProperty("success").GetBoolean());
        Assert.False(await LockAsync("bob"));
    }

    [Statement(Text = "2.5 unlocking answers a number: 0 done, 1 no such lock, 2 somebody else's")]
    public async Task Unlock()
    {
        await LockAsync("ann");

        int[] answers = [await UnlockAsync("bob"), await UnlockAsync("ann"), await UnlockAsync("ann")];

        Assert.Equal([2, 0, 1], answers);
        Assert.True(await LockAsync("bob"));
    }

    [Statement(Text = "2.5 a lock ends by itself")]
    public async Task Expires()
    {
        await LockAsync("ann", 1);

        await Until.IsAsync("its end", TimeSpan.FromSeconds(10), async () => await LockAsync("bob") ? App : null);
    }

    [Statement(Text = "2.5 in Redis the key is lock||{appId}||{resourceId} with the owner as value")]
    public async Task Layout()
    {
        using var redis = Redis();
        await LockAsync("ann");

        Assert.Equal("ann", redis.Call("GET", $"lock||contract||{Id}"));
    }

    [StatementForEach(Text = "2.5 no resource, no owner or no expiry: 400 ERR_MALFORMED_REQUEST")]
    [InlineData("""{"lockOwner":"ann","expiryInSeconds":1}""")]
    [InlineData("""{"resourceId":"r","expiryInSeconds":1}""")]
    [InlineData("""{"resourceId":"r","lockOwner":"ann"}""")]
    [InlineData("""{"resourceId":"r","lockOwner":"ann","expiryInSeconds":-1}""")]
    [InlineData("""{"resourceId":5}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Malformed(string body) => (await Sidecar.PostAsync("/v1.0-alpha1/lock/locks", body)).IsError(400, "ERR_MALFORMED_REQUEST");

    [Statement(Text = "2.5 an unknown store: 400 ERR_LOCK_STORE_NOT_FOUND")]
    public async Task Unknown()
    {
        (await Sidecar.PostAsync("/v1.0-alpha1/lock/nowhere", """{"resourceId":"r","lockOwner":"o","expiryInSeconds":1}"""))
            .IsError(400, "ERR_LOCK_STORE_NOT_FOUND");
        (await Sidecar.PostAsync("/v1.0-alpha1/unlock/nowhere", """{"resourceId":"r","lockOwner":"o"}"""))
            .IsError(400, "ERR_LOCK_STORE_NOT_FOUND");
    }

    private async Task<bool> LockAsync(string owner, int expiry = 30)
    {
        var answer = await Sidecar.PostAsync(
            "/v1.0-alpha1/lock/locks", $$"""{"resourceId":"{{Id}}","lockOwner":"{{owner}}","expiryInSeconds":{{expiry}}}""");

        return answer.Is(200).Json.GetProperty("success").GetBoolean();
    }

    private async Task<int> UnlockAsync(string owner) =>
        (await Sidecar.PostAsync("/v1.0-alpha1/unlock/locks", $$"""{"resourceId":"{{Id}}","lockOwner":"{{owner}}"}"""))
            .Is(200).Json.GetProperty("status").GetInt32();
}
