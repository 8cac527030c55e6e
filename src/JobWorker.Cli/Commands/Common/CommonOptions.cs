using System.CommandLine;
using System.CommandLine.Parsing;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Service;
using Spectre.Console;

namespace JobWorker.Cli.Commands.Common;

/// <summary>What every command knows: whom to ask, and how to answer.</summary>
internal sealed class CommonOptions(Terminal terminal)
{
    private const string ServerVariable = "JOBWORKER_SERVER";
    private const string TokenVariable = "JOBWORKER_TOKEN";
    private const string DefaultServer = "http://127.0.0.1:8080";

    private readonly Option<string?> _server = new("--server")
    {
        Description = $"The service. Otherwise {ServerVariable}, otherwise {DefaultServer}.",
        HelpName = "URL",
        Recursive = true,
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = $"Sent as bearer token. Otherwise {TokenVariable}, which no process list shows.",
        HelpName = "TOKEN",
        Recursive = true,
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Answer in JSON: one document, or one a line for what has no end.",
        Recursive = true,
    };

    private readonly Option<bool> _utc = new("--utc") { Description = "Times in UTC, not local.", Recursive = true };

    /// <summary>Puts the options on the root, good for every command below it.</summary>
    public void AddTo(RootCommand root)
    {
        _server.Validators.Add(CheckServer);
        root.Add(_server);
        root.Add(_token);
        root.Add(_json);
        root.Add(_utc);
    }

    /// <summary>Says what a command does; what goes wrong becomes a message and an exit code.</summary>
    public void Run(Command command, Func<Session, ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parse, cancel) =>
        {
            try
            {
                using var session = Begin(parse);

                return await action(session, parse, cancel);
            }
            catch (UsageException e)
            {
                terminal.Error.WriteLine($"jobworker: {e.Message}");
                return ExitCode.Usage;
            }
            catch (ServiceException e)
            {
                terminal.Error.MarkupLine($"jobworker: {Words.Plain(e.Message)}");
                if (e.Violations.Count > 0)
                {
                    terminal.Error.Write(DryRunPage.Violations(e.Violations));
                }

                return e.ExitCode;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
        });

    private Session Begin(ParseResult parse)
    {
        var (text, source) = parse.GetValue(_server) is { } given
            ? (given, "--server")
            : (terminal.Variable(ServerVariable) ?? DefaultServer, ServerVariable);
        var server = Address(text) ?? throw new UsageException(ServerRule(source, text));

        return new Session(
            terminal,
            new ServiceClient(server, parse.GetValue(_token) ?? terminal.Variable(TokenVariable)),
            parse.GetValue(_json),
            parse.GetValue(_utc) ? TimeZoneInfo.Utc : terminal.Clock.LocalTimeZone);
    }

    private static void CheckServer(OptionResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } text && Address(text) is null)
        {
            result.AddError(ServerRule("--server", text));
        }
    }

    private static Uri? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address is { Scheme: "http" or "https", Query: "", Fragment: "" }
            ? address
            : null;

    private static string ServerRule(string source, string text) =>
        $"{source} must be an absolute http or https URL such as {DefaultServer}; '{text}' is not.";
}
