using System.Text;
using Spectre.Console;

namespace JobWorker.Cli.Screen;

/// <summary>Everything outside the process but the service: what is written, read, asked, and what time it is.</summary>
internal sealed record Terminal
{
    /// <summary>So wide that nothing is broken where no window is.</summary>
    private const int NoWindow = 2_000;

    /// <summary>Answers, for people.</summary>
    public required IAnsiConsole Out { get; init; }

    /// <summary>Errors, questions and progress.</summary>
    public required IAnsiConsole Error { get; init; }

    /// <summary>Answers, as they are.</summary>
    public required Stream Raw { get; init; }

    /// <summary>What is piped in, or typed.</summary>
    public required Stream In { get; init; }

    /// <summary>Somebody is there to answer a question.</summary>
    public required bool CanAsk { get; init; }

    /// <summary>An environment variable; none where it is not set or empty.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The time, and the zone of whoever looks.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Between two looks at something that goes on; default 0.5 s.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How long the service may be away while something goes on; default 1 min.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = Encoding.UTF8;
        }

        return new Terminal
        {
            Out = Over(Console.Out, Console.IsOutputRedirected),
            Error = Over(Console.Error, Console.IsErrorRedirected),
            Raw = Console.OpenStandardOutput(),
            In = Console.OpenStandardInput(),
            CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
            Variable = name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null,
            Clock = TimeProvider.System,
        };
    }

    /// <summary>Writes over <paramref name="writer"/>; colour only on a terminal, unless NO_COLOR forbids it.</summary>
    private static IAnsiConsole Over(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(writer),
        });
        if (redirected)
        {
            console.Profile.Width = NoWindow;
        }

        return console;
    }

    /// <summary>Asks for a yes on the error stream; anything else is a no.</summary>
    public async Task<bool> ConfirmAsync(string question, CancellationToken cancel)
    {
        Error.Markup($"{question} [dim]yes/no[/] ");
        using var reader = new StreamReader(In, leaveOpen: true);
        var line = await Task.Run(reader.ReadLine, cancel).WaitAsync(cancel);

        return line?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
