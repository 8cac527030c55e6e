using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section2;

public sealed class S2_2_PublishInBulk : ContractTest
{
    [StatementForEach(Text = "2.2 many events at once answer 204, and each is delivered", Needs = Feature.BulkPublish)]
    [InlineData("/v1.0/publish/bulk/messages/plain")]
    [InlineData("/v1.0-alpha1/publish/bulk/messages/plain")]
    public async Task Published(string path)
    {
        (await Sidecar.PostAsync(path, $$"""
            [{"entryId":"1","event":{"mark":"{{Id}}"},"contentType":"application/json"},
             {"entryId":"2","event":"{{Id}}","contentType":"text/plain"}]
            """)).Is(204);

        var data = (await App.WaitAsync(Id, 2)).Select(call => call.Json.GetProperty("data").ToString());
        Assert.Equal(new[] { Id, Event() }.Order(StringComparer.Ordinal), data.Order(StringComparer.Ordinal));
    }

    [StatementForEach(Text = "2.2 a missing or repeated entryId: 400 ERR_PUBSUB_EVENTS_SER", Needs = Feature.BulkPublish)]
    [InlineData("""[{"event":1,"contentType":"application/json"}]""")]
    [InlineData("""[{"entryId":"1","event":1,"contentType":"application/json"},{"entryId":"1","event":2,"contentType":"application/json"}]""")]
    [InlineData("{}")]
    public async Task Malformed(string body) =>
        (await Sidecar.PostAsync("/v1.0/publish/bulk/messages/plain", body)).IsError(400, "ERR_PUBSUB_EVENTS_SER");

    [Statement(Text = "2.2 an unknown component: 404 ERR_PUBSUB_NOT_FOUND in bulk as well", Needs = Feature.BulkPublish)]
    public async Task Unknown() =>
        (await Sidecar.PostAsync("/v1.0/publish/bulk/nowhere/plain", "[]")).IsError(404, "ERR_PUBSUB_NOT_FOUND");

    [Statement(Text = "2.2 who may not publish there: 403 ERR_PUBSUB_FORBIDDEN in bulk as well", Needs = Feature.BulkPublish)]
    public async Task Forbidden() =>
        (await Sidecar.PostAsync("/v1.0/publish/bulk/scoped/hidden", """[{"entryId":"1","event":1,"contentType":"application/json"}]"""))
            .IsError(403, "ERR_PUBSUB_FORBIDDEN");
}
