using System.Net;
using JobWorker.DevSidecar.Api;
using JobWorker.DevSidecar.Hosting.Flags;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace JobWorker.DevSidecar.Hosting;

/// <summary>Kestrel with one handler and nothing else.</summary>
internal sealed class SidecarServer(WebApplication web) : IAsyncDisposable
{
    /// <summary>Where it listens, such as <c>http://127.0.0.1:3500</c>.</summary>
    public IReadOnlyList<string> Addresses { get; } =
        [.. web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    /// <exception cref="PortInUseException">Somebody else listens there.</exception>
    public static async Task<SidecarServer> StartAsync(SidecarFlags flags, ApiRouter router, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = flags.MaxBodySize;
            kestrel.Limits.MinRequestBodyDataRate = null;
            foreach (var address in flags.ListenAddresses)
            {
                kestrel.Listen(Parse(address), flags.HttpPort);
            }
        });

        var web = builder.Build();
        web.Run(router.HandleAsync);
        try
        {
            await web.StartAsync(cancel);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await web.DisposeAsync();
            throw new PortInUseException(string.Join(", ", flags.ListenAddresses), flags.HttpPort, e);
        }

        return new SidecarServer(web);
    }

    /// <summary>Takes no more requests; those in progress have <paramref name="patience"/> to end.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        await web.StopAsync(limit.Token);
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    private static IPAddress Parse(string address) => address switch
    {
        "localhost" => IPAddress.Loopback,
        _ when IPAddress.TryParse(address, out var ip) => ip,
        _ => throw new FlagException($"--dapr-listen-addresses: \"{address}\" is not an IP address."),
    };

    /// <summary>Signals are the command's affair.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
