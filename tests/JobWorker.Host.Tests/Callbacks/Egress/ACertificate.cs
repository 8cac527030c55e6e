using System.Net;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;

namespace JobWorker.Host.Tests.Callbacks.Egress;

/// <summary>A receiver with TLS, its certificate from an authority of the test's own.</summary>
public sealed class ACertificate : IDisposable
{
    private readonly Authority _authority = new();
    private readonly NameServer _names = new([.. Enumerable.Repeat((IPAddress[])[IPAddress.Loopback], 10)]);

    public void Dispose()
    {
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
        var received = 0;
        await using var receiver = await _authority.StartAsync(
            name,
            _ =>
            {
                Interlocked.Increment(ref received);
                return Task.CompletedTask;
            },
            days);

        var answer = await PostAsync($"https://hooks.example.com:{new Uri(receiver.Urls.First()).Port}/hook", trusted);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(status is null ? 0 : 1, received);
        Assert.False(answer.Refused);
        if (status is null)
        {
            Assert.Contains("certificate", answer.Error, StringComparison.Ordinal);
        }
    }

    private async Task<WebhookAnswer> PostAsync(string url, bool trusted)
    {
        using var egress = new EgressUnderTest(
            new EgressOptions { AllowPrivateAddresses = true }, outside: new Outside(_names.ResolveAsync, _authority.Trust(trusted)));

        return await egress.PostAsync(url);
    }
}
