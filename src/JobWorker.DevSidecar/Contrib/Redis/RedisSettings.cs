using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using JobWorker.DevSidecar.Components;

namespace JobWorker.DevSidecar.Contrib.Redis;

/// <summary>How to reach Redis: the fields that all of Dapr's Redis components share.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">1 to 65535; default 6379.</param>
/// <param name="Username">Empty for the default user.</param>
/// <param name="Password">Empty for no <c>AUTH</c>.</param>
/// <param name="Database">Number for <c>SELECT</c>; default 0.</param>
/// <param name="Tls">None for a plain socket.</param>
internal sealed record RedisSettings(
    string Host,
    int Port,
    string Username = "",
    string Password = "",
    int Database = 0,
    SslClientAuthenticationOptions? Tls = null)
{
    /// <summary>How long a connection or an answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public string Address => $"{Host}:{Port}";

    /// <summary>Reads the shared fields; with <c>--embedded</c> the embedded server takes the place of all of them.</summary>
    /// <exception cref="ComponentException">A field is missing, malformed, or asks for what is not served.</exception>
    public static RedisSettings From(ComponentSpec spec, string? embedded)
    {
        if (embedded is not null)
        {
            return At(spec, "the embedded address", embedded);
        }

        Refuse(spec, "redisType", spec.Get("redisType", "node") != "node", "only 'node' is served, not a cluster");
        Refuse(spec, "failover", spec.Flag("failover"), "Sentinel is not served");
        var host = spec.Get("redisHost", spec.Get("host"));
        Refuse(spec, "redisHost", host.Length == 0, "it is required, as host:port");

        return At(spec, "redisHost", host) with
        {
            Username = spec.Get("redisUsername"),
            Password = spec.Get("redisPassword"),
            Database = spec.Number("redisDB", 0, 0, int.MaxValue),
            Tls = spec.Flag("enableTLS") ? TlsFrom(spec, host) : null,
        };
    }

    private static RedisSettings At(ComponentSpec spec, string field, string address)
    {
        Refuse(spec, field, address.Contains(','), $"'{address}' names several hosts; a cluster is not served");
        var colon = address.LastIndexOf(':');
        var host = colon > 0 ? address[..colon].Trim('[', ']') : address;
        var text = colon > 0 ? address[(colon + 1)..] : spec.Get("redisPort", "6379");
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        Refuse(
            spec, field, !isNumber || port is 0 or > 65535,
            $"'{address}' must be host:port with a port from 1 to 65535");

        return new RedisSettings(host, port);
    }

    private static SslClientAuthenticationOptions TlsFrom(ComponentSpec spec, string host)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host.Split(':')[0] };
        if (spec.Flag("insecureSkipTLSVerify"))
        {
#pragma warning disable CA5359 // The user asked for it in so many words.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        if (spec.Get("clientCert") is { Length: > 0 } certificate)
        {
            options.ClientCertificates = [X509Certificate2.CreateFromPem(certificate, spec.Get("clientKey"))];
        }

        return options;
    }

    private static void Refuse(ComponentSpec spec, string field, bool wrong, string rule)
    {
        if (wrong)
        {
            throw spec.Wrong(field, rule);
        }
    }
}
