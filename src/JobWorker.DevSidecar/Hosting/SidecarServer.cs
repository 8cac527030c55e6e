using System.Net;
using JobWorker.DevSidecar.Api.Grpc;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.Hosting.Flags;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace JobWorker.DevSidecar.Hosting;

/// <summary>The API over both protocols.</summary>
internal sealed record SidecarApis(ApiRouter Http, GrpcRouter Grpc)
{
    /// <summary>The ports differ in their protocol, which therefore tells them apart.</summary>
    public Task HandleAsync(HttpContext http) =>
        HttpProtocol.IsHttp2(http.Request.Protocol) ? Grpc.HandleAsync(http) : Http.HandleAsync(http);
}

/// <summary>Kestrel with one port for HTTP, one for gRPC, and nothing else.</summary>
internal sealed class SidecarServer(WebApplication web) : IAsyncDisposable
{
    /// <summary>Where it listens, such as <c>http://127.0.0.1:3500</c>: first for HTTP, then as many for gRPC.</summary>
    public IReadOnlyList<string> Addresses { get; } =
        [.. web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    /// <exception cref="PortInUseException">Somebody else listens there.</exception>
    public static async Task<SidecarServer> StartAsync(SidecarFlags flags, SidecarApis apis, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = flags.MaxBodySize;
            kestrel.Limits.MinRequestBodyDataRate = null;
            Listen(kestrel, flags, flags.HttpPort, HttpProtocols.Http1);
            Listen(kestrel, flags, flags.GrpcPort, HttpProtocols.Http2);
        });

        var web = builder.Build();
        web.Run(apis.HandleAsync);
        try
        {
            await web.StartAsync(cancel);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await web.DisposeAsync();
            var (port, flag) = e.Message.Contains($":{flags.GrpcPort}:", StringComparison.Ordinal)
                ? (flags.GrpcPort, "--dapr-grpc-port")
                : (flags.HttpPort, "--dapr-http-port");
            throw new PortInUseException(string.Join(", ", flags.ListenAddresses), port, flag, e);
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

    private static void Listen(KestrelServerOptions kestrel, SidecarFlags flags, int port, HttpProtocols protocol)
    {
        foreach (var address in flags.ListenAddresses)
        {
            kestrel.Listen(Parse(address), port, endpoint => endpoint.Protocols = protocol);
        }
    }

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
