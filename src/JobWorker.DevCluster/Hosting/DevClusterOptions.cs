using System.Globalization;
using System.Net;

namespace JobWorker.DevCluster.Hosting;

/// <summary>How the development cluster runs.</summary>
internal sealed record DevClusterOptions
{
    public const string Usage = """
        usage: JobWorker.DevCluster [--port 6443] [--listen 127.0.0.1] [--seed file.yaml]... [--max-pods 64]
          --port N       1 to 65535, or 0 for any free one; default 6443
          --listen IP    a loopback address; default 127.0.0.1
          --seed FILE    a manifest applied at start, YAML or JSON, many documents; may be given many times
          --max-pods N   processes that may run at once, 1 to 10000; default 64
        """;

    public int Port { get; init; } = 6443;

    /// <summary>Loopback only: whoever can reach the API can run commands as this user.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>Processes that may run at once.</summary>
    public int MaxPods { get; init; } = 64;

    /// <summary>Changes of each type that a watch can go back.</summary>
    public int History { get; init; } = 10_000;

    /// <summary>Frames a watcher may lag behind before it is cut off.</summary>
    public int WatchQueue { get; init; } = 10_000;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It cannot be read; the message names the option and the rule.</exception>
    public static DevClusterOptions Parse(IReadOnlyList<string> args)
    {
        var options = new DevClusterOptions();
        for (var i = 0; i < args.Count; i += 2)
        {
            var value = i + 1 < args.Count ? args[i + 1] : throw new FormatException($"{args[i]}: a value must follow");
            options = args[i] switch
            {
                "--port" => options with { Port = Number(args[i], value, 0, 65_535) },
                "--max-pods" => options with { MaxPods = Number(args[i], value, 1, 10_000) },
                "--listen" => options with { Listen = Loopback(value) },
                "--seed" => options with { Seeds = [.. options.Seeds, value] },
                _ => throw new FormatException($"{args[i]}: no such option"),
            };
        }

        return options;
    }

    private static int Number(string option, string value, int min, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new FormatException($"{option}: must be a whole number from {min} to {max}, not '{value}'");

    private static IPAddress Loopback(string value) =>
        IPAddress.TryParse(value == "localhost" ? "127.0.0.1" : value, out var address) && IPAddress.IsLoopback(address)
            ? address
            : throw new FormatException(
                $"--listen: must be a loopback address, not '{value}': who reaches this API can run any command as you");
}
