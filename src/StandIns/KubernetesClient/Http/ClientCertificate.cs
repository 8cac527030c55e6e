using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace k8s.Http;

/// <summary>The certificate a client shows, from PEM in the configuration (base64) or in files.</summary>
internal static class ClientCertificate
{
    /// <summary>Null where the configuration names none.</summary>
    public static X509Certificate2 Load(KubernetesClientConfiguration config)
    {
        var certificate = Pem(config.ClientCertificateData, config.ClientCertificateFilePath);
        var key = Pem(config.ClientCertificateKeyData, config.ClientKeyFilePath);
        if (certificate is null || key is null)
        {
            return null;
        }

        var pair = X509Certificate2.CreateFromPem(certificate, key);
        if (!OperatingSystem.IsWindows())
        {
            return pair;
        }

        using (pair)
        {
            // Windows takes no key that lives in memory alone.
            return X509CertificateLoader.LoadPkcs12(
                pair.Export(X509ContentType.Pkcs12), null,
                config.ClientCertificateKeyStoreFlags ?? X509KeyStorageFlags.DefaultKeySet);
        }
    }

    private static string Pem(string data, string file) => (data, file) switch
    {
        ({ Length: > 0 }, _) => Encoding.UTF8.GetString(Convert.FromBase64String(data)),
        (_, { Length: > 0 }) => File.ReadAllText(file),
        _ => null,
    };
}
