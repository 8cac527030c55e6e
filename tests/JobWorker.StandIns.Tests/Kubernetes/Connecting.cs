using k8s;
using Microsoft.AspNetCore.Http;

namespace JobWorker.StandIns.Tests.Kubernetes;

public sealed class Connecting : IDisposable
{
    private static readonly RequestDelegate Version = context => context.Response.WriteAsync("""{"major":"1"}""");

    private readonly TestCertificates _certificates = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Trusts_the_authority_of_the_configuration_and_speaks_http_2()
    {
        await using var api = await FakeApi.StartAsync(Version, _certificates.Server());
        using var client = Client(api, $"certificate-authority-data: {_certificates.AuthorityData}");

        await client.Version.GetCodeAsync();

        Assert.Equal("HTTP/2", api.Only.Protocol);
    }

    [Fact]
    public async Task Speaks_http_1_where_it_is_told_to()
    {
        await using var api = await FakeApi.StartAsync(Version, _certificates.Server());
        using var client = api.Client(config =>
        {
            config.SkipTlsVerify = true;
            config.DisableHttp2 = true;
        });

        await client.Version.GetCodeAsync();

        Assert.Equal("HTTP/1.1", api.Only.Protocol);
    }

    [Fact]
    public async Task Refuses_a_server_that_another_authority_vouches_for()
    {
        using var others = new TestCertificates();
        await using var api = await FakeApi.StartAsync(Version, _certificates.Server());
        using var client = Client(api, $"certificate-authority-data: {others.AuthorityData}");

        await Assert.ThrowsAsync<HttpRequestException>(() => client.Version.GetCodeAsync());
    }

    [Fact]
    public async Task Refuses_a_server_of_another_name()
    {
        await using var api = await FakeApi.StartAsync(Version, _certificates.Server("kube.example"));
        using var client = Client(api, $"certificate-authority-data: {_certificates.AuthorityData}");

        await Assert.ThrowsAsync<HttpRequestException>(() => client.Version.GetCodeAsync());
    }

    [Fact]
    public async Task Expects_the_name_it_is_told_to()
    {
        await using var api = await FakeApi.StartAsync(Version, _certificates.Server("kube.example"));
        using var client = Client(
            api, $"certificate-authority: {_folder.Write("ca", _certificates.AuthorityPem)}, tls-server-name: kube.example");

        Assert.Equal("1", (await client.Version.GetCodeAsync()).Major);
    }

    [Fact]
    public async Task Trusts_anyone_where_it_is_told_to()
    {
        await using var api = await FakeApi.StartAsync(Version, _certificates.Server("elsewhere"));
        using var client = Client(api, "insecure-skip-tls-verify: true");

        Assert.Equal("1", (await client.Version.GetCodeAsync()).Major);
    }

    [Fact]
    public async Task Shows_its_certificate_from_data()
    {
        var (certificate, key) = _certificates.Client("someone");
        await using var api = await FakeApi.StartAsync(Version, _certificates.Server());
        using var client = Client(
            api,
            "insecure-skip-tls-verify: true",
            $"client-certificate-data: {TestCertificates.Base64(certificate)}, client-key-data: {TestCertificates.Base64(key)}");

        await client.Version.GetCodeAsync();

        Assert.Equal("CN=someone", api.ClientCertificate?.Subject);
    }

    [Fact]
    public async Task Shows_its_certificate_from_files()
    {
        var (certificate, key) = _certificates.Client("filed");
        _folder.Write("c.pem", certificate);
        _folder.Write("k.pem", key);
        await using var api = await FakeApi.StartAsync(Version, _certificates.Server());
        using var client = Client(api, "insecure-skip-tls-verify: true", "client-certificate: c.pem, client-key: k.pem");

        await client.Version.GetCodeAsync();

        Assert.Equal("CN=filed", api.ClientCertificate?.Subject);
    }

    [Theory]
    [InlineData("token: abc", "Bearer abc")]
    [InlineData("username: me, password: pw", "Basic bWU6cHc=")]
    [InlineData("", "")]
    public async Task Says_who_it_is(string user, string header)
    {
        await using var api = await FakeApi.StartAsync(Version);
        using var client = Client(api, "", user);

        await client.Version.GetCodeAsync();

        Assert.Equal(header, api.Only.Headers.Authorization.ToString());
    }

    [Fact]
    public async Task Sends_through_the_first_handler_first()
    {
        await using var api = await FakeApi.StartAsync(Version);
        using var client = api.Client(handlers: [new Tagger("first"), new Tagger("second")]);

        await client.Version.GetCodeAsync();

        Assert.Equal("first,second", api.Only.Headers["X-Tag"].ToString().Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keeps_the_path_of_a_proxy()
    {
        await using var api = await FakeApi.StartAsync(Version);
        using var client = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = api.Address + "/k8s/clusters/c1" });

        await client.Version.GetCodeAsync();

        Assert.Equal("GET /k8s/clusters/c1/version", api.Only.Line);
    }

    [Fact]
    public void Needs_an_address() =>
        Assert.Throws<ArgumentException>(() => new k8s.Kubernetes(new KubernetesClientConfiguration { Host = "nowhere" }));

    private k8s.Kubernetes Client(FakeApi api, string cluster, string user = "") =>
        new(KubernetesClientConfiguration.BuildConfigFromConfigFile(_folder.Write("config", $$$"""
            current-context: a
            contexts: [{name: a, context: {cluster: a, user: a}}]
            clusters: [{name: a, cluster: {server: "{{{api.Address}}}", {{{cluster}}} } }]
            users: [{name: a, user: { {{{user}}} } }]
            """)));

    private sealed class Tagger(string tag) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("X-Tag", tag);

            return base.SendAsync(request, cancellationToken);
        }
    }
}
