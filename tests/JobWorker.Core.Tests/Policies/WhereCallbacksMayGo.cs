using JobWorker.Core.Messages;
using JobWorker.Core.Policies;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Policies;

public sealed class WhereCallbacksMayGo
{
    private static readonly JobPolicy Teams = new()
    {
        Namespaces = [JobPolicy.Any],
        Callbacks =
        [
            new() { Namespace = "team-a", Urls = ["https://hooks.example.com/a/"] },
            new() { Namespace = "team-b", Service = "billing", Urls = ["https://*.billing.example.com/"] },
            new() { Service = "example", Urls = ["http://webhook.com/", "not a pattern"] },
            new() { Urls = ["https://all.example.com/"] },
        ],
    };

    [Theory]
    [InlineData("team-a", "x", "https://hooks.example.com/a/b", true)]
    [InlineData("team-a", "x", "https://hooks.example.com/b", false)]
    [InlineData("team-b", "x", "https://hooks.example.com/a/b", false)]
    [InlineData("team-b", "billing", "https://eu.billing.example.com/x", true)]
    [InlineData("team-b", "other", "https://eu.billing.example.com/x", false)]
    [InlineData("team-a", "billing", "https://eu.billing.example.com/x", false)]
    [InlineData("any", "example", "http://webhook.com", true)]
    [InlineData("any", "any", "https://all.example.com/", true)]
    [InlineData(null, null, "https://all.example.com/", true)]
    [InlineData(null, null, "http://webhook.com/", false)]
    [InlineData("any", "any", null, true)]
    public void Follows_the_jobs_namespace_and_service(string? space, string? service, string? url, bool allowed) =>
        Assert.Equal(allowed, Teams.CheckCallback(space, service, url).IsEmpty);

    [Fact]
    public void Is_told_with_the_rule() => Assert.Equal<Violation>(
        [
            new("webhook.url", "policy WebhookHosts does not allow 'evil.org'"),
            new("webhook.url", "policy Callbacks does not allow 'http://evil.org/' for namespace 'default' and service 'example'"),
        ],
        (Teams with { WebhookHosts = ["webhook.com"] }).Check(Request with { WebhookUrl = "http://evil.org/" }));

    [Fact]
    public void Is_anywhere_without_a_rule() => Assert.Empty(new JobPolicy().CheckCallback("a", "b", "http://evil.org/"));

    [Theory]
    [InlineData("*", "http://anything:1/x", true)]
    [InlineData("https://h.example.com/", "https://h.example.com", true)]
    [InlineData("https://h.example.com/", "https://H.Example.COM:443/x?y", true)]
    [InlineData("https://H.example.com:443/", "https://h.example.com/x", true)]
    [InlineData("https://h.example.com/", "http://h.example.com/", false)]
    [InlineData("https://h.example.com/", "https://h.example.com:8443/", false)]
    [InlineData("https://h.example.com/", "https://h.example.com.evil.org/", false)]
    [InlineData("https://h.example.com/", "https://evil.org/h.example.com/", false)]
    [InlineData("https://h.example.com/", "https://h.example.com./", false)]
    [InlineData("https://h.example.com/", "https://h.example.com@evil.org/", false)]
    [InlineData("https://*.example.com/", "https://a.example.com/", true)]
    [InlineData("https://*.example.com/", "https://a.b.example.com/", true)]
    [InlineData("https://*.example.com/", "https://example.com/", false)]
    [InlineData("https://*.example.com/", "https://badexample.com/", false)]
    [InlineData("https://h/a/", "https://h/a/b", true)]
    [InlineData("https://h/a/", "https://h/a", false)]
    [InlineData("https://h/a/", "https://h/ab/", false)]
    [InlineData("https://h/a/", "https://h/A/", false)]
    [InlineData("https://h/a/", "https://h/a/../b", false)]
    [InlineData("https://h/a/", "https://h/a/./b", true)]
    [InlineData("https://h/a/", "https://h/a/%2e%2e/b", false)]
    [InlineData("https://h/a/", "https://h/a/..%2fb", false)]
    [InlineData("https://h/a/", "https://h/a/x%5cb", false)]
    [InlineData("https://h/a/", "https://h/a/..;/b", false)]
    [InlineData("https://h/a/", "https://h/a/%252e%252e/b", true)]
    [InlineData("https://bücher.example/", "https://xn--bcher-kva.example/x", true)]
    [InlineData("https://xn--bcher-kva.example/", "https://bücher.example/x", true)]
    [InlineData("http://127.0.0.1:8080/", "http://127.1:8080/x", true)]
    [InlineData("http://[::1]/", "http://[0:0::1]/x", true)]
    public void Is_beneath_a_pattern(string pattern, string url, bool fits) =>
        Assert.Equal(fits, UrlPattern.Parse(pattern)!.Fits(new Uri(url)));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("**")]
    [InlineData("hooks.example.com")]
    [InlineData("https://hooks.example.com")]
    [InlineData("https://hooks.example.com/a")]
    [InlineData("https://hooks.*.com/")]
    [InlineData("https://*/")]
    [InlineData("https://*.*.com/")]
    [InlineData("https://*.127.0.0.1/")]
    [InlineData("https://h/*/")]
    [InlineData("https://u@h/")]
    [InlineData("https://h/?a=/")]
    [InlineData("https://h/#/")]
    [InlineData("ftp://h/")]
    [InlineData("https:///a/")]
    public void Is_no_pattern(string? text) => Assert.Null(UrlPattern.Parse(text));
}
