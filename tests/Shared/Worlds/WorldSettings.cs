using System.Globalization;

namespace JobWorker.Testing.Worlds;

/// <summary>Environment variables of a world's processes.</summary>
internal static class WorldSettings
{
    public static Dictionary<string, string?> Sidecar(int? redis) => new()
    {
        ["REDIS_ENDPOINT"] = redis is { } port ? $"127.0.0.1:{port}" : null,
        ["REDIS_DB"] = "0",
        ["APP_API_TOKEN"] = null,
    };

    public static Dictionary<string, string?> Worker(Replica replica, string kubeconfig) => new()
    {
        ["APP_PORT"] = null,
        ["APP_API_TOKEN"] = null,
        ["POD_NAME"] = replica.Name,
        ["Listen__SidecarPort"] = Text(replica.WorkerPort),
        ["Listen__PublicPort"] = Text(replica.PublicPort),
        ["DAPR_HTTP_ENDPOINT"] = null,
        ["DAPR_HTTP_PORT"] = Text(replica.SidecarPort),
        ["KUBECONFIG"] = kubeconfig,
        ["Callbacks__Secret"] = Receiver.Secret,
        ["Egress__AllowPrivateAddresses"] = "true",
        ["Jobs__SupervisePeriod"] = "00:00:05",
        ["Leadership__Term"] = "00:00:08",
        ["Leadership__Margin"] = "00:00:01.5",
        ["Leadership__RetryInterval"] = "00:00:00.5",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
