using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace k8s.Http;

/// <summary>How the configuration becomes a connection: TLS, the client's certificate, HTTP version.</summary>
internal static class Connection
{
    /// <summary>A client without a timeout, because a watch may be silent for minutes.</summary>
    public static HttpClient Open(KubernetesClientConfiguration config, DelegatingHandler[] handlers)
    {
        var sockets = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(30),
            ConnectTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            UseCookies = false,
            AllowAutoRedirect = false,
            SslOptions = Tls(config),
        };
        config.FirstMessageHandlerSetup?.Invoke(sockets);

        var http = new HttpClient(Chain(sockets, handlers))
        {
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = config.DisableHttp2 ? HttpVersion.Version11 : HttpVersion.Version20,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd(config.UserAgent ?? "KubernetesClient");

        return http;
    }

    private static SslClientAuthenticationOptions Tls(KubernetesClientConfiguration config)
    {
        var options = new SslClientAuthenticationOptions();
        if (config.SkipTlsVerify)
        {
#pragma warning disable CA5359 // Asked for by name: insecure-skip-tls-verify.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (config.SslCaCerts is { Count: > 0 } authorities)
        {
            options.CertificateChainPolicy = TrustOnly(authorities);
        }

        if (ClientCertificate.Load(config) is { } certificate)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        }

        return options;
    }

    private static X509ChainPolicy TrustOnly(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(authorities);

        return policy;
    }

    /// <summary>The first handler is the outermost.</summary>
    private static HttpMessageHandler Chain(HttpMessageHandler innermost, DelegatingHandler[] handlers)
    {
        foreach (var handler in (handlers ?? []).Reverse())
        {
            var last = handler;
            while (last.InnerHandler is DelegatingHandler inner)
            {
                last = inner;
            }

            last.InnerHandler = innermost;
            innermost = handler;
        }

        return innermost;
    }
}
