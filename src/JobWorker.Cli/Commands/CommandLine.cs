using System.CommandLine;
using System.CommandLine.Invocation;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Callbacks;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Screen;
using Spectre.Console;

namespace JobWorker.Cli.Commands;

/// <summary>The program: which words it knows, and what it ends with.</summary>
internal static class CommandLine
{
    /// <summary>Time an interrupted command has to say its last words.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(8);

    /// <summary>Does what <paramref name="args"/> say.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancel = default)
    {
        // No response files: what begins with @ is taken as it is.
        var parse = Of(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Action is ParseErrorAction)
        {
            foreach (var error in parse.Errors)
            {
                terminal.Error.WriteLine($"jobworker: {error.Message}");
            }

            terminal.Error.WriteLine($"See '{PathOf(parse.CommandResult.Command)} --help'.");
            return ExitCode.Usage;
        }

        try
        {
            return await parse.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = LastWords,
                    Output = terminal.Out.Profile.Out.Writer,
                    Error = terminal.Error.Profile.Out.Writer,
                },
                cancel);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    /// <summary>Every command and option.</summary>
    public static RootCommand Of(Terminal terminal)
    {
        var common = new CommonOptions(terminal);
        var jobs = new Command("jobs", "What became of jobs, and what to do about them.")
        {
            ListCommand.Of(common),
            ShowCommand.Of(common),
            EventsCommand.Of(common),
            LogsCommand.Of(common),
            TailCommand.Of(common),
            SubmitCommand.Of(common),
            ChangeCommand.Of(common, ChangeVerb.Cancel),
            ChangeCommand.Of(common, ChangeVerb.Redrive),
            ChangeCommand.Of(common, ChangeVerb.Resend),
            VerifyCommand.Of(common),
        };
        var root = new RootCommand(
            "Asks JobWorker about jobs, over its HTTP API.\n\n"
            + "Ends with 0: done; 1: refused, or the answer is no; 2: wrong usage; 3: the service is away; 130: Ctrl-C.")
        {
            jobs,
            CallbacksCommand.Of(common),
            VerifyCommand.Of(common),
            CheckLogCommand.Of(common),
        };
        common.AddTo(root);

        return root;
    }

    private static string PathOf(Command command) => string.Join(' ', Up(command).Reverse());

    private static IEnumerable<string> Up(Command command)
    {
        for (Command? at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            yield return at is RootCommand ? "jobworker" : at.Name;
        }
    }
}
