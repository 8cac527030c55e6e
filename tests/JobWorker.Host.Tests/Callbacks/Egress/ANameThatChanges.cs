using System.Net;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;

namespace JobWorker.Host.Tests.Callbacks.Egress;

/// <summary>
/// DNS rebinding, with a DNS server that changes its mind and real connections: 127.0.0.2 is a network that is allowed and stands for
/// the open Internet, 127.0.0.1 on the same port is what an attacker wants.
/// </summary>
public sealed class ANameThatChanges : IAsyncLifetime
{
    private const string Host = "hooks.example.com";

    private static readonly IPAddress Good = IPAddress.Parse("127.0.0.2");
    private static readonly IPAddress Inside = IPAddress.Loopback;

    /// <summary>Public by the guard's table, and given to nobody: nothing answers there.</summary>
    private static readonly IPAddress Nowhere = IPAddress.Parse("2d00::1");

    private RawReceiver? _good;
    private RawReceiver? _inside;

    public Task InitializeAsync()
    {
        _inside = new RawReceiver(RawReceiver.SaysAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        _good = new RawReceiver(
            RawReceiver.SaysAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"), new IPEndPoint(Good, _inside.Port));

        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        _good!.Dispose();
        _inside!.Dispose();

        return Task.CompletedTask;
    }

    [Fact]
    public async Task Is_connected_to_where_it_was_checked_and_refused_once_it_leads_inside()
    {
        using var names = new NameServer([Good], [Inside], [Good]);
        using var client = Client(names);

        var answers = new[] { await PostAsync(client), await PostAsync(client), await PostAsync(client) };

        Assert.Equal([204, null, 204], answers.Select(a => a.StatusCode));
        Assert.Equal([false, true, false], answers.Select(a => a.Refused));
        Assert.Equal("hooks.example.com is 127.0.0.1 (loopback), which callbacks may not reach.", answers[1].Error);
        Assert.Equal((2, 0), (_good!.Connections, _inside!.Connections));
        Assert.Equal([Host, Host, Host], names.Asked);
    }

    [Fact]
    public async Task Is_asked_for_once_in_an_attempt_so_that_a_second_answer_counts_for_nothing()
    {
        using var names = new NameServer([Nowhere], [Inside]);
        using var client = Client(names);

        var answer = await PostAsync(client);

        Assert.Equal((null, false), (answer.StatusCode, answer.Refused));
        Assert.Equal((1, 0), (names.Asked.Count, _inside!.Connections));
    }

    [Fact]
    public async Task Is_refused_for_one_address_among_several()
    {
        using var names = new NameServer([Good, Good, Inside], [Inside, Good], [Good, IPAddress.Parse("::ffff:127.0.0.1")]);
        using var client = Client(names);

        Assert.All([await PostAsync(client), await PostAsync(client), await PostAsync(client)], answer => Assert.True(answer.Refused));
        Assert.Equal((0, 0), (_good!.Connections, _inside!.Connections));
    }

    [Fact]
    public async Task Is_tried_again_later_where_it_has_no_address()
    {
        using var names = new NameServer();
        using var client = Client(names);

        var answer = await PostAsync(client);

        Assert.Equal((null, false), (answer.StatusCode, answer.Refused));
        Assert.NotNull(answer.Error);
    }

    /// <summary>Every way to write 127.0.0.1 that resolvers and parsers know.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("localhost.")]
    [InlineData("127.0.0.1.")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[::127.0.0.1]")]
    [InlineData("[0:0:0:0:0:0:0:1]")]
    public async Task Is_refused_however_an_address_inside_is_written(string host)
    {
        using var client = Client(names: null);

        var answer = await PostAsync(client, host);

        Assert.True(answer.Refused || answer.Error is "Name or service not known", answer.Error);
        Assert.Equal(0, _inside!.Connections);
    }

    private static EgressUnderTest Client(NameServer? names) => new(
        new EgressOptions { AllowedNetworks = ["127.0.0.2/32"], Timeout = TimeSpan.FromSeconds(2) },
        outside: names is null ? Outside.Machine : Outside.Machine with { ResolveAsync = names.ResolveAsync });

    private Task<WebhookAnswer> PostAsync(EgressUnderTest client, string host = Host) =>
        client.PostAsync($"http://{host}:{_inside!.Port}/hook");
}
