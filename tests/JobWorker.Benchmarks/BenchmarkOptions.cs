using System.Globalization;

namespace JobWorker.Benchmarks;

/// <summary>What to measure, and how much of it.</summary>
internal sealed record BenchmarkOptions(string Name)
{
    public const string Usage = """
        usage: JobWorker.Benchmarks NAME [--OPTION VALUE]...
        The worker:
          burst    all messages at once: Jobs created per second       --messages 1000 --runs 3 --webhook false
          steady   a steady stream: time from publish to Job created   --rate 20 --seconds 30 --runs 1 --webhook false
          lone     one message on an idle system, again and again      --runs 20
          live     memory with that many unfinished jobs               --messages 10000
          append   an append at event 5 against one at event 500       --runs 20
          cluster  the worker on a real API server                     --kubeconfig FILE --of create|requests|started|live
                   create   Jobs a second, against bare POSTs          --messages 1000 --runs 5 --connections 128
                   requests requests to the API server for each job    --messages 200 --runs 5
                   started  container start to callback 1              --rate 5 --seconds 20 --runs 5
                   live     memory and restart with unfinished jobs    --messages 10000 --runs 5
                   The cluster's processes, for their processor time: --pids NAME=PID[,NAME=PID]; another build to
                   create with, in turn: --against COPY-OF-artifacts/bin --against-set NAME=VALUE[,NAME=VALUE]
          callbacks what they cost, and how soon they come              --of drain|signing|idle|hanging (all)
                   drain    callbacks a second, against bare POSTs     --messages 1000 --runs 5
                   signing  one signature
                   idle     event to callback received                 --rate 20 --seconds 30 --runs 5
                   hanging  the same, while another receiver hangs     --rate 20 --seconds 30 --runs 5
          ojs      the Open Job Spec API                                --of cycles|latency|due|waiting|recovery (cycles)
                   cycles   enqueue, fetch, ack a second, against BullMQ --connections 64 --messages 5000 --runs 5
                   latency  enqueue and fetch at a rate                --rate 200 --seconds 30 --runs 3
                   due      lateness of scheduled and retried jobs     --messages 500 --runs 3
                   waiting  the same rate with many waiting, memory    --messages 100000 --rate 200 --seconds 30
                   recovery from kill to the first job of many         --messages 100000 --runs 3
                                                                       --store redis|sqlite|postgresql|dynamodb
          lists    the first page of so many jobs, by each filter      --messages 100000 --runs 21
        The sidecar:
          calls    one call through it, against the same without it    --connections 1,16,64 --milliseconds 400 --runs 3
                                                                       --of get|set|publish|actor|binding (all)
          messages messages to a handler that does nothing             --broker redis|snssqs|sqs --pollers 1 --messages N --runs 3
          soak     memory over very many calls                         --of messages|state|actors --messages 1000000
        calls and messages compare the sidecar with another build of it, or with other settings of its runtime, in turn:
                   --against PATH/JobWorker.DevSidecar.dll --against-set NAME=VALUE[,NAME=VALUE]
        """;

    /// <summary>Messages, or calls; none means the benchmark's default.</summary>
    public int? Messages { get; init; }

    /// <summary>Repetitions; none means the benchmark's default.</summary>
    public int? Runs { get; init; }

    /// <summary>Messages per second of <c>steady</c>, or operations of <c>ojs</c>.</summary>
    public int Rate { get; init; }

    /// <summary>Length of <c>steady</c>, seconds.</summary>
    public int Seconds { get; init; } = 30;

    /// <summary>Jobs report to a receiver.</summary>
    public bool Webhook { get; init; }

    /// <summary>The part of a benchmark to do; none means all, or the first.</summary>
    public string? Of { get; init; }

    /// <summary>Connections with one call at a time each, from few to many; none means the benchmark's default.</summary>
    public IReadOnlyList<int>? Connections { get; init; }

    /// <summary>How long each run of <c>calls</c> takes for one operation at one number of connections.</summary>
    public int Milliseconds { get; init; } = 400;

    /// <summary>Where <c>messages</c> come from: <c>redis</c>, <c>snssqs</c> or <c>sqs</c>.</summary>
    public string Broker { get; init; } = "redis";

    /// <summary>Components that read one SQS queue.</summary>
    public int Pollers { get; init; } = 1;

    /// <summary>State store of <c>ojs</c>: <c>redis</c>, <c>sqlite</c> or <c>postgresql</c>.</summary>
    public string Store { get; init; } = "redis";

    /// <summary>The real API server of <c>cluster</c>; none means there is none.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Processes whose processor time is told as well, by name.</summary>
    public IReadOnlyDictionary<string, int> Pids { get; init; } = new Dictionary<string, int>();

    /// <summary>Another build to compare with: of the sidecar its binary, for <c>cluster</c> the folder of all.</summary>
    public string? Against { get; init; }

    /// <summary>Variables of the sidecar to compare with.</summary>
    public IReadOnlyDictionary<string, string?> AgainstSet { get; init; } = new Dictionary<string, string?>();

    /// <exception cref="FormatException">Names what cannot be read, and the rule.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> args)
    {
        if (args is [] || args.Count % 2 == 0)
        {
            throw new FormatException("a benchmark must be named, and each option needs a value");
        }

        var options = new BenchmarkOptions(args[0]) { Rate = args[0] == "ojs" ? 200 : 20 };
        for (var i = 1; i < args.Count; i += 2)
        {
            options = options.With(args[i], args[i + 1]);
        }

        return options;
    }

    private BenchmarkOptions With(string name, string value) => name switch
    {
        "--messages" => this with { Messages = Number(name, value) },
        "--runs" => this with { Runs = Number(name, value) },
        "--rate" => this with { Rate = Number(name, value) },
        "--seconds" => this with { Seconds = Number(name, value) },
        "--webhook" => this with { Webhook = OneOf(name, value, "true", "false") == "true" },
        "--of" => this with { Of = value },
        "--connections" => this with { Connections = [.. value.Split(',').Select(one => Number(name, one))] },
        "--milliseconds" => this with { Milliseconds = Number(name, value) },
        "--broker" => this with { Broker = OneOf(name, value, "redis", "snssqs", "sqs") },
        "--pollers" => this with { Pollers = Number(name, value) },
        "--store" => this with { Store = OneOf(name, value, "redis", "sqlite", "postgresql", "dynamodb") },
        "--kubeconfig" => this with { Kubeconfig = value },
        "--pids" => this with { Pids = Variables(name, value).ToDictionary(p => p.Key, p => Number(name, p.Value!)) },
        "--against" => this with { Against = Path.GetFullPath(value) },
        "--against-set" => this with { AgainstSet = Variables(name, value) },
        _ => throw new FormatException($"{name}: no such option"),
    };

    private static int Number(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException($"{option}: must be a whole number above 0, not {value}");

    private static string OneOf(string option, string value, params string[] allowed) =>
        allowed.Contains(value)
            ? value
            : throw new FormatException($"{option}: must be {string.Join(" or ", allowed)}, not {value}");

    private static Dictionary<string, string?> Variables(string option, string value) =>
        value.Split(',').Select(one => one.Split('=', 2)).ToDictionary(
            pair => pair[0],
            string? (pair) => pair.Length == 2
                ? pair[1]
                : throw new FormatException($"{option}: must be NAME=VALUE, not {value}"));
}
