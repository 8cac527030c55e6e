using k8s.Exceptions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace k8s.Configuration;

/// <summary>A kubeconfig file, as far as this client reads it.</summary>
internal sealed class KubeConfig
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder().IgnoreUnmatchedProperties().Build();

    [YamlMember(Alias = "current-context")]
    public string CurrentContext { get; set; }

    [YamlMember(Alias = "contexts")]
    public List<Named<Context>> Contexts { get; set; } = [];

    [YamlMember(Alias = "clusters")]
    public List<Named<Cluster>> Clusters { get; set; } = [];

    [YamlMember(Alias = "users")]
    public List<Named<User>> Users { get; set; } = [];

    /// <exception cref="KubeConfigException">The text is not YAML, or not of the shape of a kubeconfig.</exception>
    public static KubeConfig Parse(TextReader text)
    {
        try
        {
            return Yaml.Deserialize<KubeConfig>(text) ?? new KubeConfig();
        }
        catch (YamlException e)
        {
            throw new KubeConfigException($"The kubeconfig cannot be read: {e.Start}: {e.Message}", e);
        }
    }

    /// <summary>An entry of one of the three lists.</summary>
    internal sealed class Named<T>
    {
        [YamlMember(Alias = "name")]
        public string Name { get; set; }

        [YamlMember(Alias = "context")]
        public T Context { get => Value; set => Value = value; }

        [YamlMember(Alias = "cluster")]
        public T Cluster { get => Value; set => Value = value; }

        [YamlMember(Alias = "user")]
        public T User { get => Value; set => Value = value; }

        [YamlIgnore]
        public T Value { get; private set; }
    }

    internal sealed class Context
    {
        [YamlMember(Alias = "cluster")]
        public string Cluster { get; set; }

        [YamlMember(Alias = "user")]
        public string User { get; set; }

        [YamlMember(Alias = "namespace")]
        public string Namespace { get; set; }
    }

    internal sealed class Cluster
    {
        [YamlMember(Alias = "server")]
        public string Server { get; set; }

        [YamlMember(Alias = "certificate-authority")]
        public string AuthorityFile { get; set; }

        [YamlMember(Alias = "certificate-authority-data")]
        public string AuthorityData { get; set; }

        [YamlMember(Alias = "insecure-skip-tls-verify")]
        public bool SkipTlsVerify { get; set; }

        [YamlMember(Alias = "tls-server-name")]
        public string TlsServerName { get; set; }
    }

    internal sealed class User
    {
        [YamlMember(Alias = "token")]
        public string Token { get; set; }

        [YamlMember(Alias = "tokenFile")]
        public string TokenFile { get; set; }

        [YamlMember(Alias = "username")]
        public string Username { get; set; }

        [YamlMember(Alias = "password")]
        public string Password { get; set; }

        [YamlMember(Alias = "client-certificate")]
        public string CertificateFile { get; set; }

        [YamlMember(Alias = "client-certificate-data")]
        public string CertificateData { get; set; }

        [YamlMember(Alias = "client-key")]
        public string KeyFile { get; set; }

        [YamlMember(Alias = "client-key-data")]
        public string KeyData { get; set; }

        [YamlMember(Alias = "exec")]
        public object Exec { get; set; }

        [YamlMember(Alias = "auth-provider")]
        public object AuthProvider { get; set; }
    }
}
