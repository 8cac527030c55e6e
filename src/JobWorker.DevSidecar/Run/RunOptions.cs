using System.Globalization;

namespace JobWorker.DevSidecar.Run;

/// <summary>The arguments of <c>run</c>.</summary>
/// <param name="File">The run file or its folder; default the current one.</param>
/// <param name="Embedded">Bring a Redis along.</param>
/// <param name="EmbeddedPort">Its port; none takes the first free one from 6380 on.</param>
internal sealed record RunOptions(string File, bool Embedded, int? EmbeddedPort)
{
    public const string Usage =
        "usage: run [-f|--run-file FILE] [--embedded] [--embedded-port N]   (default file: ./dapr.yaml)";

    /// <exception cref="RunException">An argument is unknown or malformed.</exception>
    public static RunOptions Parse(IReadOnlyList<string> args)
    {
        var options = new RunOptions(".", Embedded: false, EmbeddedPort: null);
        for (var i = 0; i < args.Count; i++)
        {
            options = args[i] switch
            {
                "-f" or "--run-file" => options with { File = Value(args, ref i) },
                "--embedded" => options with { Embedded = true },
                "--embedded-port" => options with { Embedded = true, EmbeddedPort = Port(Value(args, ref i)) },
                var other => throw new RunException($"'{other}' is no argument of run.\n{Usage}"),
            };
        }

        return options;
    }

    private static string Value(IReadOnlyList<string> args, ref int at) =>
        ++at < args.Count ? args[at] : throw new RunException($"{args[at - 1]} needs a value.\n{Usage}");

    private static int Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? port
            : throw new RunException($"--embedded-port: '{text}' must be a port from 1 to 65535.");
}
