using JobWorker.Core.Callbacks;
using JobWorker.Core.Ojs.Jobs;
using JobWorker.Core.Ojs.Queues;
using JobWorker.Host.Ojs.Extensions.Realtime;
using JobWorker.Host.Ojs.Extensions.Webhooks;

namespace JobWorker.Host.Tests.Ojs.Extensions;

public sealed class AnEventForASubscriber
{
    private const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    private static readonly byte[] Body = [.. """{"specversion":"1.0"}"""u8];

    [Fact]
    public void Is_signed_as_OJS_and_as_Standard_Webhooks_have_it()
    {
        using var request = Request(Secret);

        Assert.Equal(WebhookSender.Sign(Secret, "1700000000", Body), Header(request, "X-OJS-Signature"));
        Assert.Equal("1700000000", Header(request, "webhook-timestamp"));
        Assert.True(WebhookSignature.Verify(
            Secret, Header(request, "webhook-id"), 1_700_000_000, Body, Header(request, "webhook-signature")));
    }

    [Fact]
    public void Has_one_id_whenever_it_is_sent()
    {
        using var first = Request(Secret);
        using var later = Request(Secret, Now.AddMinutes(10));

        Assert.Equal("del_1_sub_1", Header(first, "webhook-id"));
        Assert.Equal(Header(first, "webhook-id"), Header(later, "webhook-id"));
        Assert.Equal(Header(first, "webhook-id"), Header(first, "X-OJS-Delivery-ID"));
    }

    [Fact]
    public void Is_signed_by_a_secret_of_another_kind_as_OJS_has_it()
    {
        using var request = Request("a secret of my own");

        Assert.StartsWith("sha256=", Header(request, "X-OJS-Signature"), StringComparison.Ordinal);
        Assert.False(request.Headers.Contains("webhook-signature"));
    }

    private static HttpRequestMessage Request(string secret, DateTimeOffset? now = null)
    {
        var subscription = new WebhookSubscription("sub_1", "https://example.com/hook", ["*"], [], [], Active: true, secret, Metadata: null, Now);
        var entry = new FeedEntry("evt_1", "job.completed", Now, "job-1", "email.send", JobState.Completed, 1);

        return WebhookSender.Request(subscription, new Told("all", "default", entry), Body, now ?? Now);
    }

    private static string Header(HttpRequestMessage request, string name) => Assert.Single(request.Headers.GetValues(name));
}
