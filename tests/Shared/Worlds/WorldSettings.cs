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

    public static Dictionary<string, string?> Worker(World world, string kubeconfig) => new()
    {
        ["APP_PORT"] = null,
        ["APP_API_TOKEN"] = null,
        ["Listen__SidecarPort"] = Text(world.WorkerPort),
        ["Listen__PublicPort"] = Text(world.PublicPort),
        ["DAPR_HTTP_ENDPOINT"] = null,
        ["DAPR_HTTP_PORT"] = Text(world.SidecarPort),
        ["KUBECONFIG"] = kubeconfig,
        ["Callbacks__Secret"] = Receiver.Secret,
        ["Egress__AllowPrivateAddresses"] = "true",
        ["Jobs__SupervisePeriod"] = "00:00:05",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
