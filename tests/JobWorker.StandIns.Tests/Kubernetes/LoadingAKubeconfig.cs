using System.Text;
using k8s;
using k8s.Authentication;

namespace JobWorker.StandIns.Tests.Kubernetes;

public sealed class LoadingAKubeconfig : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Takes_the_current_context()
    {
        var config = Load(File());

        Assert.Equal("dev", config.CurrentContext);
        Assert.Equal("https://dev:6443", config.Host);
        Assert.Equal("jobs", config.Namespace);
        Assert.Equal("dev-token", config.AccessToken);
        Assert.False(config.SkipTlsVerify);
    }

    [Fact]
    public void Takes_the_context_it_is_told_to()
    {
        var path = _folder.Write("config", File());

        var config = KubernetesClientConfiguration.BuildConfigFromConfigFile(path, currentContext: "live");

        Assert.Equal("https://live:6443", config.Host);
        Assert.Equal("live-name", config.TlsServerName);
        Assert.Equal(("me", "secret"), (config.Username, config.Password));
        Assert.True(config.SkipTlsVerify);
        Assert.Null(config.Namespace);
    }

    [Fact]
    public void Takes_the_address_it_is_told_to() =>
        Assert.Equal("https://other", KubernetesClientConfiguration.BuildConfigFromConfigFile(
            _folder.Write("config", File()), masterUrl: "https://other").Host);

    [Fact]
    public void Reads_a_stream() =>
        Assert.Equal("dev-token", KubernetesClientConfiguration.BuildConfigFromConfigFile(
            new MemoryStream(Encoding.UTF8.GetBytes(File()))).AccessToken);

    [Fact]
    public void Finds_files_beside_itself()
    {
        using var certificates = new TestCertificates();
        _folder.Write("ca.pem", certificates.AuthorityPem + "\n" + certificates.AuthorityPem);

        var config = Load(File(
            cluster: "certificate-authority: ca.pem", user: "{client-certificate: c.pem, client-key: /keys/k.pem}"));

        Assert.Equal(2, config.SslCaCerts.Count);
        Assert.Equal(Path.Combine(_folder.Root, "c.pem"), config.ClientCertificateFilePath);
        Assert.Equal("/keys/k.pem", config.ClientKeyFilePath);
    }

    [Fact]
    public void Prefers_data_to_files()
    {
        using var certificates = new TestCertificates();

        var config = Load(File(
            cluster: $"certificate-authority: missing.pem\n    certificate-authority-data: {certificates.AuthorityData}",
            user: "{client-certificate-data: Yw==, client-key-data: aw==}"));

        Assert.Single(config.SslCaCerts);
        Assert.Equal(("Yw==", "aw=="), (config.ClientCertificateData, config.ClientCertificateKeyData));
    }

    [Fact]
    public async Task Reads_a_token_from_its_file()
    {
        _folder.Write("token", "from-file\n");

        var config = Load(File(user: "{tokenFile: token}"));

        var header = await config.TokenProvider.GetAuthenticationHeaderAsync(default);
        Assert.Equal("Bearer from-file", header.ToString());
    }

    [Theory]
    [InlineData("current-context: gone", "'gone'")]
    [InlineData("clusters: []", "current-context")]
    [InlineData("", "current-context")]
    [InlineData("contexts: 7", "cannot be read")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: b}}]", "'b'")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: b}}]\nclusters: [{name: b, cluster: {}}]", "server")]
    public void Says_what_is_missing(string file, string word) =>
        Assert.Contains(word, Assert.ThrowsAny<Exception>(() => Load(file)).Message, StringComparison.Ordinal);

    [Fact]
    public void Says_that_it_runs_no_programs() =>
        Assert.Contains(
            "exec",
            Assert.ThrowsAny<Exception>(() => Load(File(user: "{exec: {command: aws}}"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Takes_the_first_file_that_exists()
    {
        var path = _folder.Write("config", "");

        Assert.Equal(path, KubernetesClientConfiguration.FirstOf($"/missing{Path.PathSeparator}{path}"));
        Assert.Null(KubernetesClientConfiguration.FirstOf("/missing"));
        Assert.Null(KubernetesClientConfiguration.FirstOf(null));
    }

    [Fact]
    public async Task Reads_a_renewed_token_within_a_minute()
    {
        var clock = new Clock();
        var token = new TokenFile(_folder.Write("token", "one"), clock);

        Assert.Equal("one", (await token.GetAuthenticationHeaderAsync(default)).Parameter);
        _folder.Write("token", "two");
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("one", (await token.GetAuthenticationHeaderAsync(default)).Parameter);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("two", (await token.GetAuthenticationHeaderAsync(default)).Parameter);
    }

    [Fact]
    public async Task Keeps_a_token_whose_file_is_missing_for_a_moment()
    {
        var clock = new Clock();
        var path = _folder.Write("token", "one");
        var token = new TokenFile(path, clock);
        await token.GetAuthenticationHeaderAsync(default);

        System.IO.File.Delete(path);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("one", (await token.GetAuthenticationHeaderAsync(default)).Parameter);
    }

    [Theory]
    [InlineData("10.0.0.1", "https://10.0.0.1/")]
    [InlineData("fd00::1", "https://[fd00::1]/")]
    public async Task Uses_the_service_account_of_a_pod(string host, string address)
    {
        using var certificates = new TestCertificates();
        _folder.Write("token", "pod");
        _folder.Write("ca.crt", certificates.AuthorityPem);
        _folder.Write("namespace", "workers\n");

        var config = KubernetesClientConfiguration.InClusterConfig(
            _folder.Root, name => name == "KUBERNETES_SERVICE_HOST" ? host : "443", new Clock());

        Assert.Equal(address, config.Host);
        Assert.Equal("workers", config.Namespace);
        Assert.Single(config.SslCaCerts);
        Assert.Equal("pod", (await config.TokenProvider.GetAuthenticationHeaderAsync(default)).Parameter);
    }

    [Fact]
    public void Knows_that_it_is_not_in_a_pod()
    {
        Assert.False(KubernetesClientConfiguration.IsInCluster(_folder.Root, _ => "1"));
        Assert.ThrowsAny<Exception>(() => KubernetesClientConfiguration.InClusterConfig(_folder.Root, _ => null, new Clock()));
    }

    private static string File(string cluster = "x: y", string user = "{token: dev-token}") => $$$"""
        apiVersion: v1
        kind: Config
        preferences: {}
        current-context: dev
        contexts:
        - {name: dev, context: {cluster: dev-cluster, user: dev-user, namespace: jobs}}
        - {name: live, context: {cluster: live-cluster, user: live-user}}
        clusters:
        - name: live-cluster
          cluster: {server: "https://live:6443", insecure-skip-tls-verify: true, tls-server-name: live-name}
        - name: dev-cluster
          cluster:
            server: https://dev:6443
            {{{cluster}}}
        users:
        - {name: live-user, user: {username: me, password: secret}}
        - name: dev-user
          user: {{{user}}}
        """;

    private KubernetesClientConfiguration Load(string text) =>
        KubernetesClientConfiguration.BuildConfigFromConfigFile(_folder.Write("config", text));

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan time) => _now += time;
    }
}
