using JobWorker.DevSidecar.Api.Http.Invocation;
using JobWorker.DevSidecar.Api.Routing;
using Microsoft.AspNetCore.Http;

namespace JobWorker.DevSidecar.Tests.Api.Invocation;

public sealed class TheTargetOfAnInvocation
{
    [Theory]
    [InlineData("/v1.0/invoke/other/method/a/b", "other", "a/b")]
    [InlineData("/v1.0//invoke/other//method//a%2Fb/", "other", "a%2Fb")]
    [InlineData("/v1.0/invoke/other.space/method/method/x", "other.space", "method/x")]
    [InlineData("/v1.0/invoke/https://host:8443/method/x", "https://host:8443", "x")]
    [InlineData("/v1.0/invoke/http%3A%2F%2Fhost/method/x", "http://host", "x")]
    [InlineData("/v1.0/invoke/http://host/base/method/x", "http://host/base", "x")]
    [InlineData("/v1.0/invoke/other/method/a/../b", "other", "b")]
    public void May_be_in_the_path(string path, string id, string method) =>
        Assert.Equal(new InvocationTarget(id, method), Find(path, new HeaderDictionary()));

    [Theory]
    [InlineData("/v1.0/invoke/other")]
    [InlineData("/v1.0/invoke/other/method")]
    [InlineData("/v1.0/invoke//method/x")]
    [InlineData("/v1.0/state/a/method/x")]
    [InlineData("/")]
    public void May_be_missing(string path) => Assert.Null(Find(path, new HeaderDictionary()));

    [Fact]
    public void May_be_in_a_header_which_outweighs_the_path()
    {
        var headers = new HeaderDictionary { ["dapr-app-id"] = "named" };

        Assert.Equal(new InvocationTarget("named", "a/b"), Find("/a/b", headers));
        Assert.Equal(new InvocationTarget("named", "v1.0/invoke/x/method/y"), Find("/v1.0/invoke/x/method/y", headers));
        Assert.Equal(new InvocationTarget("named", ""), Find("/", headers));
    }

    [Theory]
    [InlineData("ZGFwci1hcHAtaWQ6b3RoZXI=", "other")] // dapr-app-id:other
    [InlineData("dXNlcjpvdGhlcg==", null)] // user:other
    [InlineData("ZGFwci1hcHAtaWQ6", null)] // dapr-app-id:
    [InlineData("!", null)]
    public void May_be_the_user_of_basic_authentication(string credentials, string? id) =>
        Assert.Equal(id, Find("/x", new HeaderDictionary { ["Authorization"] = $"Basic {credentials}" })?.Id);

    private static InvocationTarget? Find(string path, IHeaderDictionary headers) =>
        InvocationTarget.Find(RequestPath.Clean(path), headers);
}
