using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using JobWorker.Host.Hosting.Settings;
using Microsoft.AspNetCore.Http.Features;

namespace JobWorker.Host.Hosting.Listening;

/// <summary>
/// Two doors, kept apart: what belongs to the sidecar's listener is not found on the public one, and the other way round.
/// </summary>
internal static class Listeners
{
    private const string TokenHeader = "dapr-api-token";
    private const long Longest = 4 << 20;
    private const long LongestFromSidecar = 32 << 20;

    /// <summary>Marks what only the sidecar may call.</summary>
    public static T ForSidecar<T>(this T builder)
        where T : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new Door(Sidecar: true)));
        return builder;
    }

    /// <summary>Marks what people and clients call.</summary>
    public static T ForPublic<T>(this T builder)
        where T : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new Door(Sidecar: false)));
        return builder;
    }

    /// <summary>Prepares both listeners.</summary>
    /// <returns>Which port somebody else has, and how to see who; none when both are free.</returns>
    public static string? UseListeners(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(ListenOptions.Section);
        if (Unreadable.In(section, typeof(ListenOptions)).Any())
        {
            // Nothing will listen: the check of all settings tells why.
            return null;
        }

        var options = section.Get<ListenOptions>() ?? new ListenOptions();
        if (options is not { SidecarPort: >= 0 and <= IPEndPoint.MaxPort, PublicPort: >= 0 and <= IPEndPoint.MaxPort })
        {
            return null;
        }

        var address = IPAddress.TryParse(options.PublicAddress, out var parsed) ? parsed : IPAddress.Loopback;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = Longest;
            kestrel.Listen(IPAddress.Loopback, options.SidecarPort, listen => Mark(listen, sidecar: true));
            kestrel.Listen(address, options.PublicPort, listen => Mark(listen, sidecar: false));
        });

        return Taken(nameof(ListenOptions.SidecarPort), IPAddress.Loopback, options.SidecarPort)
            ?? Taken(nameof(ListenOptions.PublicPort), address, options.PublicPort);
    }

    /// <summary>
    /// Answers 404 at the wrong door, and 401 at the sidecar's door without <c>APP_API_TOKEN</c> where one is set.
    /// </summary>
    public static void UseDoors(this WebApplication app)
    {
        var expected = Encoding.UTF8.GetBytes(app.Configuration["APP_API_TOKEN"] ?? "");
        app.Use(async (context, next) =>
        {
            var sidecar = IsSidecar(context);
            if (sidecar)
            {
                // One of our replicas asks another's queue for what came to its public door, or several at once.
                context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = LongestFromSidecar;
            }

            var door = context.GetEndpoint()?.Metadata.GetMetadata<Door>();
            if (door is not null && door.Sidecar != sidecar)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            }
            else if (sidecar && expected.Length > 0 && !HasToken(context, expected))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            }
            else
            {
                await next(context);
            }
        });
    }

    /// <summary>Whether a request came in at the sidecar's listener.</summary>
    public static bool IsSidecar(HttpContext context) => context.Features.Get<SidecarConnection>() is not null;

    /// <summary>Asked before anything starts, so that the answer is one line and not the end of a half-started host.</summary>
    private static string? Taken(string setting, IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            return $"{ListenOptions.Section}:{setting}: port {port} is in use. Who has it: ss -ltnp 'sport = :{port}'";
        }
    }

    private static bool HasToken(HttpContext context, byte[] expected) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(context.Request.Headers[TokenHeader].ToString()), expected);

    private static void Mark(Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions listen, bool sidecar)
    {
        if (sidecar)
        {
            listen.Use(next => connection =>
            {
                connection.Features.Set(new SidecarConnection());
                return next(connection);
            });
        }
    }

    /// <summary>Which listener an endpoint is behind.</summary>
    internal sealed record Door(bool Sidecar);

    /// <summary>
    /// Set on connections that came in at the sidecar's listener; ports can be 0 or shared, connections cannot.
    /// </summary>
    private sealed class SidecarConnection;
}
