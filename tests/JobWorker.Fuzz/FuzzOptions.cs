using System.Globalization;

namespace JobWorker.Fuzz;

/// <summary>What to throw at the sidecar, for how long.</summary>
/// <param name="Target"><c>http</c>, <c>yaml</c> or <c>all</c>. Default all.</param>
/// <param name="Time">For each target. 1 s and more; default 60 s.</param>
/// <param name="Seed">The same seed makes the same requests and files. Default another one each time.</param>
internal sealed record FuzzOptions(string Target, TimeSpan Time, int Seed)
{
    public const string Usage = """
        JobWorker.Fuzz [http|yaml|all] [--seconds N] [--seed S]

          http   random requests, legal and not, to every route of a sidecar with an app and stores in memory
          yaml   sidecars started with mutated copies of the files in components/

        Ends with 0 where nothing was found, 1 with a list of findings, 2 where the command line is wrong.
        """;

    /// <exception cref="FormatException">Something cannot be read.</exception>
    public static FuzzOptions Parse(string[] args)
    {
        var options = new FuzzOptions("all", TimeSpan.FromSeconds(60), Random.Shared.Next());
        for (var at = 0; at < args.Length; at++)
        {
            options = args[at] switch
            {
                "http" or "yaml" or "all" => options with { Target = args[at] },
                "--seconds" => options with { Time = TimeSpan.FromSeconds(Number(args, ++at, 1)) },
                "--seed" => options with { Seed = Number(args, ++at, 0) },
                var other => throw new FormatException($"\"{other}\" is not understood."),
            };
        }

        return options;
    }

    private static int Number(string[] args, int at, int least) =>
        at < args.Length && int.TryParse(args[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= least
            ? number
            : throw new FormatException($"{args[at - 1]} needs a whole number, {least} and more.");
}
