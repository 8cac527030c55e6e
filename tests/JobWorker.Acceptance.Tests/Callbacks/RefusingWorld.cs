using System.Globalization;
using JobWorker.Acceptance.Tests.Worlds;

namespace JobWorker.Acceptance.Tests.Callbacks;

/// <summary>Callbacks may reach 127.0.0.1 and no other address inside; policy allows two addresses, one of them beneath a path.</summary>
public sealed class RefusingWorld : WorldFixture
{
    private Tap? _tap;

    /// <summary>What receives.</summary>
    internal Tap Tap => _tap!;

    public int Port { get; } = Ports.Free();

    private protected override WorldOptions Options => new()
    {
        Worker = new Dictionary<string, string?>
        {
            ["Egress__AllowPrivateAddresses"] = "false",
            ["Egress__AllowedNetworks__0"] = "127.0.0.1/32",
            ["Egress__AllowedNetworks__1"] = "::1/128",
            ["Policy__Callbacks__0__Namespace"] = "default",
            ["Policy__Callbacks__0__Urls__0"] = Url("127.0.0.1", "allowed/"),
            ["Policy__Callbacks__0__Urls__1"] = Url("localhost", "allowed/"),
            ["Policy__Callbacks__1__Service"] = "tests",
            ["Policy__Callbacks__1__Urls__0"] = Url("127.0.0.3", ""),

            // Nobody listens there: what asks this proxy gets nowhere.
            ["http_proxy"] = "http://127.0.0.1:9",
            ["all_proxy"] = "http://127.0.0.1:9",
            ["no_proxy"] = "127.0.0.1",
        },
    };

    public string Url(string host, string path) => string.Create(CultureInfo.InvariantCulture, $"http://{host}:{Port}/{path}");

    protected override async Task PrepareAsync() => _tap = await Tap.StartAsync(Port);

    protected override async Task CleanUpAsync()
    {
        if (_tap is not null)
        {
            await _tap.DisposeAsync();
        }
    }
}
