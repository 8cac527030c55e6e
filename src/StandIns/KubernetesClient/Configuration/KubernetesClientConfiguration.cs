using System.Security.Cryptography.X509Certificates;
using k8s.Authentication;

namespace k8s;

/// <summary>Where the API server is, whom to trust, and who the client is.</summary>
public partial class KubernetesClientConfiguration
{
    /// <summary>The context of the file that was taken; null where there was no file.</summary>
    public string CurrentContext { get; private set; }

    /// <summary>The namespace of the context or of the pod; null where none is named.</summary>
    public string Namespace { get; set; }

    /// <summary>The address of the server. Required.</summary>
    public string Host { get; set; }

    /// <summary>The authorities that may vouch for the server; null: those of the machine.</summary>
    public X509Certificate2Collection SslCaCerts { get; set; }

    /// <summary>The client's certificate: PEM, in base64.</summary>
    public string ClientCertificateData { get; set; }

    /// <summary>The client's key: PEM, in base64.</summary>
    public string ClientCertificateKeyData { get; set; }

    /// <summary>The client's certificate: a PEM file, read where there is no data.</summary>
    public string ClientCertificateFilePath { get; set; }

    /// <summary>How Windows keeps the client's key; no meaning elsewhere.</summary>
    public X509KeyStorageFlags? ClientCertificateKeyStoreFlags { get; set; }

    /// <summary>The client's key: a PEM file, read where there is no data.</summary>
    public string ClientKeyFilePath { get; set; }

    /// <summary>True: any server will do. Default false.</summary>
    public bool SkipTlsVerify { get; set; }

    /// <summary>The name the server's certificate must carry; null: that of the address.</summary>
    public string TlsServerName { get; set; }

    /// <summary>How the client names itself; null: a default.</summary>
    public string UserAgent { get; set; }

    /// <summary>For basic authentication.</summary>
    public string Username { get; set; }

    /// <summary>For basic authentication.</summary>
    public string Password { get; set; }

    /// <summary>A bearer token that does not change.</summary>
    public string AccessToken { get; set; }

    /// <summary>Where the credentials come from that change; wins over the other ways to authenticate by header.</summary>
    public ITokenProvider TokenProvider { get; set; }

    /// <summary>How long any answer may take, except that of a watch. Default 100 s.</summary>
    public TimeSpan HttpClientTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>A last word about the innermost handler.</summary>
    public Action<SocketsHttpHandler> FirstMessageHandlerSetup { get; set; }

    /// <summary>True: HTTP/1.1 only. Default false: HTTP/2 where the server offers it over TLS.</summary>
    public bool DisableHttp2 { get; set; }
}
