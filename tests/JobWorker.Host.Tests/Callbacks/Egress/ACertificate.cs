using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Callbacks.Egress;

/// <summary>A receiver with TLS, its certificate from an authority of the test's own.</summary>
public sealed class ACertificate : IAsyncLifetime
{
    private static readonly DateTimeOffset Since = TimeProvider.System.GetUtcNow().AddDays(-10);

    private readonly X509Certificate2 _authority = NewAuthority();
    private readonly NameServer _names = new([.. Enumerable.Repeat((IPAddress[])[IPAddress.Loopback], 10)]);
    private WebApplication? _receiver;
    private int _received;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
        }

        _names.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("hooks.example.com", 1, true, 200)]
    [InlineData("*.example.com", 1, true, 200)]
    [InlineData("other.example.com", 1, true, null)]
    [InlineData("example.com", 1, true, null)]
    [InlineData("127.0.0.1", 1, true, null)]
    [InlineData("hooks.example.com", -1, true, null)]
    [InlineData("hooks.example.com", 1, false, null)]
    public async Task Counts_for_its_name_and_its_time_where_its_authority_is_trusted(string name, int days, bool trusted, int? status)
    {
        using var certificate = Issue(name, TimeProvider.System.GetUtcNow().AddDays(days));
        var port = await StartAsync(certificate);

        var answer = await PostAsync($"https://hooks.example.com:{port}/hook", trusted);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(status is null ? 0 : 1, _received);
        Assert.False(answer.Refused);
        if (status is null)
        {
            Assert.Contains("certificate", answer.Error, StringComparison.Ordinal);
        }
    }

    private static X509Certificate2 NewAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));

        return request.CreateSelfSigned(Since, Since.AddDays(100));
    }

    private X509Certificate2 Issue(string name, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=receiver", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, Since, until, RandomNumberGenerator.GetBytes(8));
        using var whole = issued.CopyWithPrivateKey(key);

        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    private async Task<int> StartAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        _receiver = builder.Build();
        _receiver.Run(_ =>
        {
            Interlocked.Increment(ref _received);
            return Task.CompletedTask;
        });
        await _receiver.StartAsync();

        return new Uri(_receiver.Urls.First()).Port;
    }

    private async Task<WebhookAnswer> PostAsync(string url, bool trusted)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        if (trusted)
        {
            policy.CustomTrustStore.Add(_authority);
        }

        var options = Options.Create(new EgressOptions { AllowPrivateAddresses = true });
        using var client = new EgressClient(
            options, new AddressGuard(options), new Outside(_names.ResolveAsync, policy), TimeProvider.System);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent("{}") };

        return await client.SendAsync(request, default);
    }
}
