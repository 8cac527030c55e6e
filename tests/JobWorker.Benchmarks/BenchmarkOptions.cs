using System.Globalization;

namespace JobWorker.Benchmarks;

/// <summary>What to measure, and how much of it.</summary>
internal sealed record BenchmarkOptions(string Name)
{
    public const string Usage = """
        usage: JobWorker.Benchmarks burst|steady|lone|live|append [--messages N] [--runs N]
                                    [--rate N] [--seconds N] [--webhook true|false]
          burst   all messages at once: Jobs created per second       --messages 1000 --runs 3 --webhook false
          steady  a steady stream: time from publish to Job created   --rate 20 --seconds 30 --webhook false
          lone    one message on an idle system, again and again      --runs 20
          live    memory with that many unfinished jobs               --messages 10000
          append  an append at event 5 against one at event 500       --runs 20
        """;

    /// <summary>Messages; none means the benchmark's default.</summary>
    public int? Messages { get; init; }

    /// <summary>Repetitions; none means the benchmark's default.</summary>
    public int? Runs { get; init; }

    /// <summary>Messages per second of <c>steady</c>.</summary>
    public int Rate { get; init; } = 20;

    /// <summary>Length of <c>steady</c>, seconds.</summary>
    public int Seconds { get; init; } = 30;

    /// <summary>Jobs report to a receiver.</summary>
    public bool Webhook { get; init; }

    /// <exception cref="FormatException">Names what cannot be read, and the rule.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> args)
    {
        if (args is [] || args.Count % 2 == 0)
        {
            throw new FormatException("a benchmark must be named, and each option needs a value");
        }

        var options = new BenchmarkOptions(args[0]);
        for (var i = 1; i < args.Count; i += 2)
        {
            options = (args[i], args[i + 1]) switch
            {
                ("--messages", var value) => options with { Messages = Number(args[i], value) },
                ("--runs", var value) => options with { Runs = Number(args[i], value) },
                ("--rate", var value) => options with { Rate = Number(args[i], value) },
                ("--seconds", var value) => options with { Seconds = Number(args[i], value) },
                ("--webhook", "true") => options with { Webhook = true },
                ("--webhook", "false") => options with { Webhook = false },
                ("--webhook", var value) => throw new FormatException($"--webhook: must be true or false, not {value}"),
                var (name, _) => throw new FormatException($"{name}: no such option"),
            };
        }

        return options;
    }

    private static int Number(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException($"{option}: must be a whole number above 0, not {value}");
}
