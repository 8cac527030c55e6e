using System.Text.Json;
using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section1;

public sealed class S1_5_BulkSubscribe : ContractTest
{
    [Statement(Text = "1.5 messages come together as application/json with an entry each", Needs = Feature.BulkSubscribe)]
    public async Task Together()
    {
        App.On(Id, (call, http) => AnswerAsync(call, http, "SUCCESS"));
        await PublishManyAsync(3);
        var calls = await AllEntriesAsync(3);

        var e = calls[0].Json;
        Assert.Equal("POST /many", calls[0].Line);
        Assert.StartsWith("application/json", calls[0].Header("Content-Type"), StringComparison.Ordinal);
        Assert.Equal(
            ("com.dapr.event.sent.bulk", "many", "messages"),
            (e.GetProperty("type").GetString(), e.GetProperty("topic").GetString(), e.GetProperty("pubsubname").GetString()));
        Assert.NotEqual("", e.GetProperty("id").GetString());
        var entry = e.GetProperty("entries")[0];
        Assert.Equal("application/cloudevents+json", entry.GetProperty("contentType").GetString());
        Assert.Equal(Id, entry.GetProperty("event").GetProperty("data").GetProperty("mark").GetString());
        Assert.NotEqual("", entry.GetProperty("entryId").GetString());
    }

    [Statement(Text = "1.5 no more come at a time than maxMessagesCount", Needs = Feature.BulkSubscribe)]
    public async Task AtMost()
    {
        App.On(Id, (call, http) => AnswerAsync(call, http, "SUCCESS"));
        await PublishManyAsync(7);

        Assert.All(await AllEntriesAsync(7), call => Assert.InRange(Entries(call).Count, 1, 3));
    }

    [Statement(Text = "1.5 one message alone comes after maxAwaitDurationMs", Needs = Feature.BulkSubscribe)]
    public async Task Alone()
    {
        App.On(Id, (call, http) => AnswerAsync(call, http, "SUCCESS"));
        await PublishManyAsync(1);

        Assert.Single(Entries((await AllEntriesAsync(1))[0]));
    }

    [StatementForEach(Text = "1.5 an entry that is dropped, or not taken with nothing to try it again, is a dead letter", Needs = Feature.BulkSubscribe)]
    [InlineData("DROP")]
    [InlineData("RETRY")]
    [InlineData("")]
    public async Task Dropped(string status)
    {
        App.On(Id, (call, http) => call.Target == "/many" ? AnswerAsync(call, http, status) : Task.CompletedTask);
        await PublishManyAsync(1);

        await App.OneAsync(Id, "POST /orders-dead");
    }

    [Statement(Text = "1.5 404 drops all entries", Needs = Feature.BulkSubscribe)]
    public async Task NotFound()
    {
        App.On(Id, (call, http) => ContractApp.WriteAsync(http, call.Target == "/many" ? 404 : 200));
        await PublishManyAsync(2);

        await App.WaitAsync(Id, 2, "POST /orders-dead");
    }

    private async Task PublishManyAsync(int count)
    {
        for (var n = 0; n < count; n++)
        {
            (await PublishAsync("many")).Is(204);
        }
    }

    private Task<IReadOnlyList<AppCall>> AllEntriesAsync(int count) => Until.IsAsync($"{count} entries", TimeSpan.FromSeconds(15), () =>
        Task.FromResult(App.Calls(Id, "POST /many") is var calls && calls.Sum(call => Entries(call).Count) >= count ? calls : null));

    private static List<string> Entries(AppCall call) =>
        [.. call.Json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("entryId").GetString()!)];

    private static Task AnswerAsync(AppCall call, Microsoft.AspNetCore.Http.HttpContext http, string status) =>
        ContractApp.WriteAsync(http, 200, JsonSerializer.Serialize(
            new { statuses = Entries(call).Select(entryId => new { entryId, status }) }));
}
