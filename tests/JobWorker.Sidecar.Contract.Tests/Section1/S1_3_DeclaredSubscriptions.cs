using JobWorker.Sidecar.Contract.Tests.Support;

namespace JobWorker.Sidecar.Contract.Tests.Section1;

public sealed class S1_3_DeclaredSubscriptions : ContractTest
{
    [Statement(Text = "1.3 v2alpha1: an event goes to the default route")]
    public async Task Default()
    {
        await PublishAsync("declared");

        Assert.Equal("POST /declared", (await App.OneAsync(Id)).Line);
    }

    [Statement(Text = "1.3 v2alpha1: an event goes to the first rule that takes it")]
    public async Task Rule()
    {
        await PublishAsync("declared", "?metadata.cloudevent.type=special");

        Assert.Equal("POST /declared/special", (await App.OneAsync(Id)).Line);
    }

    [Statement(Text = "1.3 v2alpha1: deadLetterTopic takes what the app drops")]
    public async Task DeadLetter()
    {
        App.On(Id, (call, http) => ContractApp.WriteAsync(http, call.Target == "/declared" ? 404 : 200));
        await PublishAsync("declared");

        await App.OneAsync(Id, "POST /orders-dead");
    }

    [Statement(Text = "1.3 v1alpha1 with spec.route is subscribed too")]
    public async Task Old()
    {
        await PublishAsync("declared-old");

        Assert.Equal("POST /declared-old", (await App.OneAsync(Id)).Line);
    }

    [Statement(Text = "1.3 metadata.rawPayload is honoured")]
    public async Task Raw()
    {
        await PublishAsync("declared-raw", "?metadata.rawPayload=true");

        Assert.Equal("application/octet-stream", (await App.OneAsync(Id)).Json.GetProperty("datacontenttype").GetString());
    }

    [Statement(Text = "1.3 scopes: what is for other apps is not subscribed; the rest is listed as DECLARATIVE")]
    public async Task Scopes()
    {
        var declared = (await Sidecar.GetAsync("/v1.0/metadata")).Json.GetProperty("subscriptions").EnumerateArray()
            .Where(one => one.GetProperty("type").GetString() == "DECLARATIVE")
            .Select(one => one.GetProperty("topic").GetString()).Order();

        Assert.Equal(["declared", "declared-old", "declared-raw"], declared);
    }
}
