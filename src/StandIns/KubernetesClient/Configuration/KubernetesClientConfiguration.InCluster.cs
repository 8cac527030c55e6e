using k8s.Authentication;
using k8s.Exceptions;

namespace k8s;

public partial class KubernetesClientConfiguration
{
    private const string ServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>
    /// The first of these that is there: a file of KUBECONFIG, <c>~/.kube/config</c>, the service account of the pod;
    /// else the server on this machine, port 8080, without credentials.
    /// </summary>
    public static KubernetesClientConfiguration BuildDefaultConfig()
    {
        if ((FromEnvironment() ?? (File.Exists(KubeConfigDefaultLocation) ? KubeConfigDefaultLocation : null)) is { } file)
        {
            return BuildConfigFromConfigFile(file);
        }

        return IsInCluster() ? InClusterConfig() : new KubernetesClientConfiguration { Host = "http://localhost:8080" };
    }

    /// <summary>True in a pod that has a service account.</summary>
    public static bool IsInCluster() => IsInCluster(ServiceAccount, Environment.GetEnvironmentVariable);

    /// <summary>The service account of the pod; its token is read again every minute, because the kubelet renews it.</summary>
    /// <exception cref="Exception">This is not a pod, or it has no service account.</exception>
    public static KubernetesClientConfiguration InClusterConfig() =>
        InClusterConfig(ServiceAccount, Environment.GetEnvironmentVariable, TimeProvider.System);

    internal static bool IsInCluster(string folder, Func<string, string> environment) =>
        !string.IsNullOrEmpty(environment("KUBERNETES_SERVICE_HOST"))
        && !string.IsNullOrEmpty(environment("KUBERNETES_SERVICE_PORT"))
        && File.Exists(Path.Combine(folder, "token"))
        && File.Exists(Path.Combine(folder, "ca.crt"));

    internal static KubernetesClientConfiguration InClusterConfig(
        string folder, Func<string, string> environment, TimeProvider clock)
    {
        if (!IsInCluster(folder, environment))
        {
            throw new KubeConfigException(
                "This is not a pod with a service account: KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT and "
                + $"{folder} are needed.");
        }

        var ns = Path.Combine(folder, "namespace");
        var address = new UriBuilder(
            "https", environment("KUBERNETES_SERVICE_HOST"), int.Parse(environment("KUBERNETES_SERVICE_PORT"), null));

        return new KubernetesClientConfiguration
        {
            Host = address.Uri.ToString(),
            SslCaCerts = Authorities(File.ReadAllBytes(Path.Combine(folder, "ca.crt"))),
            TokenProvider = new TokenFile(Path.Combine(folder, "token"), clock),
            Namespace = File.Exists(ns) ? File.ReadAllText(ns).Trim() : null,
        };
    }
}
