using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s.Authentication;
using k8s.Configuration;
using k8s.Exceptions;

namespace k8s;

public partial class KubernetesClientConfiguration
{
    /// <summary><c>~/.kube/config</c></summary>
    public static readonly string KubeConfigDefaultLocation = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");

    /// <summary>Reads a file; without a path the first that exists of KUBECONFIG, or <c>~/.kube/config</c>.</summary>
    /// <param name="kubeconfigPath">The file.</param>
    /// <param name="currentContext">The context to take; null: the one the file calls current.</param>
    /// <param name="masterUrl">The address to take; null: that of the context's cluster.</param>
    /// <param name="useRelativePaths">True: paths in the file start at the file's folder; false: at the working folder.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static KubernetesClientConfiguration BuildConfigFromConfigFile(
        string kubeconfigPath = null, string currentContext = null, string masterUrl = null, bool useRelativePaths = true) =>
        BuildConfigFromConfigFile(
            new FileInfo(kubeconfigPath ?? FromEnvironment() ?? KubeConfigDefaultLocation),
            currentContext, masterUrl, useRelativePaths);

    /// <inheritdoc cref="BuildConfigFromConfigFile(string, string, string, bool)"/>
    public static KubernetesClientConfiguration BuildConfigFromConfigFile(
        FileInfo kubeconfig, string currentContext = null, string masterUrl = null, bool useRelativePaths = true)
    {
        ArgumentNullException.ThrowIfNull(kubeconfig);

        using var text = kubeconfig.OpenText();

        return Build(KubeConfig.Parse(text), currentContext, masterUrl, useRelativePaths ? kubeconfig.DirectoryName : null);
    }

    /// <inheritdoc cref="BuildConfigFromConfigFile(string, string, string, bool)"/>
    public static KubernetesClientConfiguration BuildConfigFromConfigFile(
        Stream kubeconfig, string currentContext = null, string masterUrl = null)
    {
        ArgumentNullException.ThrowIfNull(kubeconfig);

        using var text = new StreamReader(kubeconfig, leaveOpen: true);

        return Build(KubeConfig.Parse(text), currentContext, masterUrl, folder: null);
    }

    /// <summary>The first file that exists of a list in the form of PATH; null where none does.</summary>
    internal static string FirstOf(string paths) =>
        (paths ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .FirstOrDefault(File.Exists);

    private static string FromEnvironment() => FirstOf(Environment.GetEnvironmentVariable("KUBECONFIG"));

    private static KubernetesClientConfiguration Build(KubeConfig file, string contextName, string masterUrl, string folder)
    {
        var name = contextName ?? file.CurrentContext
            ?? throw new KubeConfigException("The kubeconfig has no current-context, and none was asked for.");
        var context = Find(file.Contexts, name, "contexts");
        var config = new KubernetesClientConfiguration { CurrentContext = name, Namespace = context.Namespace };
        config.Take(Find(file.Clusters, context.Cluster, "clusters"), folder);
        config.Host = masterUrl ?? config.Host
            ?? throw new KubeConfigException($"The cluster '{context.Cluster}' of the kubeconfig has no server.");
        if (context.User is not null)
        {
            config.Take(Find(file.Users, context.User, "users"), context.User, folder);
        }

        return config;
    }

    private static T Find<T>(List<KubeConfig.Named<T>> entries, string name, string list)
        where T : class, new() =>
        entries?.FirstOrDefault(entry => entry.Name == name) is { } found
            ? found.Value ?? new T()
            : throw new KubeConfigException($"The {list} of the kubeconfig do not contain '{name}'.");

    private void Take(KubeConfig.Cluster cluster, string folder)
    {
        Host = cluster.Server;
        SkipTlsVerify = cluster.SkipTlsVerify;
        TlsServerName = cluster.TlsServerName;
        SslCaCerts = (cluster.AuthorityData, At(cluster.AuthorityFile, folder)) switch
        {
            ({ Length: > 0 } data, _) => Authorities(Convert.FromBase64String(data)),
            (_, { } file) => Authorities(File.ReadAllBytes(file)),
            _ => null,
        };
    }

    private void Take(KubeConfig.User user, string name, string folder)
    {
        AccessToken = user.Token;
        (Username, Password) = (user.Username, user.Password);
        (ClientCertificateData, ClientCertificateFilePath) = (user.CertificateData, At(user.CertificateFile, folder));
        (ClientCertificateKeyData, ClientKeyFilePath) = (user.KeyData, At(user.KeyFile, folder));
        if (string.IsNullOrEmpty(user.Token) && At(user.TokenFile, folder) is { } tokenFile)
        {
            TokenProvider = new TokenFile(tokenFile, TimeProvider.System);
        }

        if (user is { Exec: not null } or { AuthProvider: not null })
        {
            throw new KubeConfigException(
                $"The user '{name}' of the kubeconfig gets credentials from a program (exec or auth-provider); "
                + "use a token or a certificate.");
        }
    }

    private static string At(string path, string folder) => string.IsNullOrEmpty(path) ? null : Path.Combine(folder ?? "", path);

    /// <summary>One certificate in DER, or any number of them in PEM.</summary>
    private static X509Certificate2Collection Authorities(byte[] bytes)
    {
        var authorities = new X509Certificate2Collection();
        var text = Encoding.UTF8.GetString(bytes);
        if (text.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            authorities.ImportFromPem(text);
        }
        else
        {
            authorities.Add(X509CertificateLoader.LoadCertificate(bytes));
        }

        return authorities;
    }
}
