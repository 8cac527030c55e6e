using System.Text;
using JobWorker.Cli.Commands;
using JobWorker.Cli.Screen;
using Spectre.Console;

namespace JobWorker.Cli.Tests.Support;

/// <summary>The program in this process, on a terminal that remembers.</summary>
internal sealed class Cli
{
    /// <summary>What time it is.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly MemoryStream _raw = new();

    /// <summary>Environment variables.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>What is typed or piped in.</summary>
    public string Input { get; init; } = "";

    /// <summary>Somebody sits there.</summary>
    public bool CanAsk { get; init; }

    /// <summary>The window.</summary>
    public int Width { get; init; } = 100;

    /// <summary>Local time.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>How long the service may be away.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What people read; lines without blanks at their ends.</summary>
    public string Out => Tidy(_out);

    public string Error => Tidy(_error);

    /// <summary>What programs read.</summary>
    public string Raw
    {
        get
        {
            lock (_raw)
            {
                return Encoding.UTF8.GetString(_raw.ToArray());
            }
        }
    }

    public IReadOnlyList<string> Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Asks <paramref name="service"/>, if any; otherwise nobody listens.</summary>
    public Task<int> RunAsync(FakeService? service, string args, CancellationToken cancel = default)
    {
        Variables.TryAdd("JOBWORKER_SERVER", service?.Url ?? "http://127.0.0.1:9");

        return RunAsync(args.Split(' ', StringSplitOptions.RemoveEmptyEntries), cancel);
    }

    public Task<int> RunAsync(string[] args, CancellationToken cancel = default) =>
        CommandLine.RunAsync(args, Terminal(), cancel);

    /// <summary>A terminal without colours.</summary>
    public Terminal Terminal() => new()
    {
        Out = Console(_out, Width),
        Error = Console(_error, Width),
        Raw = Stream.Synchronized(_raw),
        In = new MemoryStream(Encoding.UTF8.GetBytes(Input)),
        CanAsk = CanAsk,
        Variable = name => Variables.GetValueOrDefault(name),
        Clock = new NoonClock(Zone),
        Pace = TimeSpan.FromMilliseconds(5),
        Patience = Patience,
    };

    /// <summary>Writes plain text, or with colours as on a terminal.</summary>
    public static IAnsiConsole Console(TextWriter writer, int width = 100, bool colours = false)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;

        return console;
    }

    private static string Tidy(StringWriter writer) =>
        string.Join('\n', writer.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()));

    /// <summary>Starts at noon and goes on from there.</summary>
    private sealed class NoonClock(TimeZoneInfo zone) : TimeProvider
    {
        private readonly long _start = System.GetTimestamp();

        public override TimeZoneInfo LocalTimeZone => zone;

        public override DateTimeOffset GetUtcNow() => Noon + System.GetElapsedTime(_start);
    }
}
