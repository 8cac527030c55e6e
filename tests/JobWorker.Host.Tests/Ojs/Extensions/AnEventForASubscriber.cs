using System.Text.Json;
using JobWorker.Core.Callbacks;
using JobWorker.Core.Ojs;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Ojs.Extensions.Webhooks;

namespace JobWorker.Host.Tests.Ojs.Extensions;

public sealed class AnEventForASubscriber
{
    private const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private const string Body = """{"specversion":"1.0","type":"job.completed"}""";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Fact]
    public void Is_signed_as_OJS_and_as_Standard_Webhooks_have_it()
    {
        var request = Request(Subscription(Secret));

        Assert.Equal((Body, "job.completed", "sub_1"), (request.Body, request.Headers["X-OJS-Event-Type"], request.Headers["X-OJS-Subscription-ID"]));
        Assert.Equal("1700000000", request.Headers["webhook-timestamp"]);
        Assert.True(WebhookSignature.Verify(
            Secret, request.Headers["webhook-id"], 1_700_000_000, Utf8(Body), request.Headers["webhook-signature"]));
    }

    [Fact]
    public void Has_the_signature_that_OpenSSL_makes() => Assert.Equal(
        "sha256=f2bd57f5cb03c4de1694207bb91f2dcc3df2ea379ce12a608c92fc8a68a81ab7",
        Request(Subscription("secret")).Headers["X-OJS-Signature"]);

    [Fact]
    public void Has_one_id_whenever_it_is_told_and_sent()
    {
        var (first, again, other) = (Job("sub_1"), Job("sub_1"), Job("sub_2"));

        Assert.Equal(first.Id, again.Id);
        Assert.NotEqual(first.Id, other.Id);
        var request = Request(Subscription(Secret));
        Assert.Equal("del_job-1", request.Headers["webhook-id"]);
        Assert.Equal(request.Headers["webhook-id"], Request(Subscription(Secret), Now.AddMinutes(10)).Headers["X-OJS-Delivery-ID"]);
    }

    [Fact]
    public void Is_signed_by_a_secret_of_another_kind_as_OJS_has_it()
    {
        var request = Request(Subscription("a secret of my own"));

        Assert.StartsWith("sha256=", request.Headers["X-OJS-Signature"], StringComparison.Ordinal);
        Assert.False(request.Headers.ContainsKey("webhook-signature"));
    }

    [Fact]
    public void Is_signed_by_the_former_secret_too_for_a_day()
    {
        var rotated = Subscription(Secret).Rotated("new", Now);

        var (soon, late) = (Request(rotated, Now.AddHours(23)), Request(rotated, Now.AddHours(24)));

        Assert.Equal(Request(Subscription("new"), Now.AddHours(23)).Headers["X-OJS-Signature"] + ","
            + Request(Subscription(Secret), Now.AddHours(23)).Headers["X-OJS-Signature"], soon.Headers["X-OJS-Signature"]);
        Assert.True(soon.Headers.ContainsKey("webhook-signature"));
        Assert.Equal(Request(Subscription("new"), Now.AddHours(24)).Headers["X-OJS-Signature"], late.Headers["X-OJS-Signature"]);
        Assert.False(late.Headers.ContainsKey("webhook-signature"));
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("job.*", true)]
    [InlineData("job.completed", true)]
    [InlineData("job.complet*", false)]
    [InlineData("workflow.*", false)]
    [InlineData("job", false)]
    public void Is_wanted_by_its_name_or_how_that_begins(string pattern, bool isWanted) =>
        Assert.Equal(isWanted, (Subscription(Secret) with { Events = [pattern] }).Wants("default", Entry));

    [Fact]
    public void Is_not_wanted_from_before_the_subscription_nor_while_that_rests_nor_from_elsewhere()
    {
        var subscription = Subscription(Secret);

        Assert.True((subscription with { Queues = ["default"], JobTypes = ["email.send"] }).Wants("default", Entry));
        Assert.False((subscription with { CreatedAt = Now.AddMilliseconds(1) }).Wants("default", Entry));
        Assert.False((subscription with { Active = false }).Wants("default", Entry));
        Assert.False((subscription with { Queues = ["other"] }).Wants("default", Entry));
        Assert.False((subscription with { JobTypes = ["other"] }).Wants("default", Entry));
    }

    [Fact]
    public async Task Reaches_the_egress_endpoint_as_it_was_made()
    {
        var made = Request(Subscription(Secret), body: """{"type":"job.progress","data":{"text":"<&> \u2028 ü","progress":0.1}}""");

        var read = await ReadyRequest.ReadAsync(new MemoryStream(made.ToJson()), CancellationToken.None);

        Assert.Equal(made.Body, read.Body);
        Assert.Equal(made.Headers, read.Headers);
        await Assert.ThrowsAsync<JsonException>(() => ReadyRequest.ReadAsync(new MemoryStream(Utf8("{}")), CancellationToken.None));
    }

    private static FeedEntry Entry => new("evt_1", "job.completed", Now, "job-1", "email.send", JobState.Completed, 1);

    private static NewJob Job(string subscription) => Delivery.Job("default", Entry, subscription, attempts: 3, atOnce: 4);

    private static WebhookSubscription Subscription(string secret) =>
        new("sub_1", "https://example.com/hook", ["*"], [], [], Active: true, secret, Metadata: null, Now);

    private static ReadyRequest Request(WebhookSubscription subscription, DateTimeOffset? now = null, string body = Body) =>
        WebhookPost.Request(subscription, new Delivery("job-1", subscription.Id, RawJson.Parse(body)), now ?? Now);

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
