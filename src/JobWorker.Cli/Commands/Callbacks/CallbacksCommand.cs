using System.CommandLine;
using System.Globalization;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Commands.Common;
using JobWorker.Cli.Screen;
using JobWorker.Cli.Screen.Callbacks;
using JobWorker.Cli.Service;

namespace JobWorker.Cli.Commands.Callbacks;

/// <summary><c>callbacks list</c> and <c>callbacks resend</c>: what the client of a job was told, and telling it again.</summary>
internal static class CallbacksCommand
{
    public static Command Of(CommonOptions common) => new("callbacks", "What the client of a job was told, and telling it again.")
    {
        List(common),
        Resend(common),
    };

    private static Command List(CommonOptions common)
    {
        var id = JobIds.One();
        var command = new Command("list", "Every callback of a job with every attempt.") { id };
        common.Run(command, async (session, parse, cancel) =>
        {
            var path = JobIds.Path(parse.GetRequiredValue(id), "/callbacks");
            var answer = await session.Service.GetAsync(path, cancel);
            session.Tell<LedgerView>(answer, ledger => LedgerPage.Of(ledger, session.Times));

            return ExitCode.Ok;
        });

        return command;
    }

    private static Command Resend(CommonOptions common)
    {
        var job = JobIds.One();
        var sequence = new Argument<int>("SEQ") { Description = "The callback's sequence number, from 0." };
        sequence.Validators.Add(result =>
        {
            if (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                result.AddError($"SEQ must be a whole number from 0; '{result.Tokens[0].Value}' is not.");
            }
        });
        var url = UrlOption.Of();
        var command = new Command("resend", "Sends a callback again, delivered or not: same webhook-id, new signature.")
        {
            job,
            sequence,
            url,
        };
        common.Run(command, async (session, parse, cancel) =>
        {
            var number = parse.GetRequiredValue(sequence).ToString(CultureInfo.InvariantCulture);
            using var body = UrlOption.Body(parse.GetValue(url));
            var answer = await session.Service.SendAsync(
                HttpMethod.Post, JobIds.Path(parse.GetRequiredValue(job), $"/callbacks/{number}/resend"), body, cancel);
            if (session.Json)
            {
                session.WriteRaw(answer.Body);
            }
            else
            {
                var id = Words.Plain(answer.As<ChangeView>().Id);
                session.Line($"[green]✓[/] resent  [bold]{id}[/]  [dim]callback {number}[/]");
            }

            return ExitCode.Ok;
        });

        return command;
    }
}
