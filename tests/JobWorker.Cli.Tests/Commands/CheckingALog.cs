using System.Text;
using System.Text.Json;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Tests.Support;
using JobWorker.Core.Callbacks;

namespace JobWorker.Cli.Tests.Commands;

public sealed class CheckingALog
{
    private const string Secret = "whsec_dGhlIHNlY3JldCBvZiBhbGwgb2YgdGhlIHRlc3Rz";

    [Fact]
    public async Task Ends_well_where_everything_came_in_order()
    {
        var cli = With(Line("a", 0), Line("a", 1), Line("b", 0), Line("a", 1), "", Line("a", 2));

        Assert.Equal(ExitCode.Ok, await cli.RunAsync(null, $"check-log - --secret {Secret}"));
        Assert.Equal(["2 jobs: 2 without a gap and in order; 4 callbacks, 1 duplicate"], cli.Lines);
    }

    [Fact]
    public async Task Names_every_gap_and_all_that_is_wrong()
    {
        var cli = With(Line("a", 0), Line("b", 2), Line("b", 1), "nonsense", Line("a", 1, secret: "whsec_AAAA"));
        cli.Variables["JOBWORKER_WEBHOOK_SECRET"] = Secret;

        Assert.Equal(ExitCode.Refused, await cli.RunAsync(null, "check-log -"));
        Assert.Equal(
            [
                "✗ a  2 callbacks",
                "  bad-signature  #1 in line 5: no signature is right for these bytes and this secret",
                "✗ b  2 callbacks",
                "  missing  #0",
                "  out-of-order  #1 in line 3: callback 1 first came after callback 2",
            ],
            cli.Lines.Take(5));
        Assert.StartsWith("✗ line 4  cannot be read", cli.Lines[5], StringComparison.Ordinal);
        Assert.StartsWith("2 jobs: 0 without a gap and in order, 2 not, 1 unreadable line; 4 callbacks", cli.Lines[^1].ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_a_file_and_says_that_no_signature_was_checked()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, [Line("a", 0)]);
            var cli = new Support.Cli();

            Assert.Equal(ExitCode.Ok, await cli.RunAsync(null, $"check-log {file}"));
            Assert.Equal(["1 job: 1 without a gap and in order; 1 callback, 0 duplicates; signatures not checked"], cli.Lines);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Tells_programs_of_every_job()
    {
        var cli = With(Line("a", 1), "{}");

        Assert.Equal(ExitCode.Refused, await cli.RunAsync(null, "check-log - --json"));
        var told = Json.One(cli.Raw);
        Assert.Equal("[0]", told.GetProperty("jobs")[0].GetProperty("missing").GetRawText());
        Assert.False(told.GetProperty("jobs")[0].GetProperty("holds").GetBoolean());
        Assert.Equal((2, false), (told.GetProperty("unreadable")[0].GetProperty("line").GetInt32(), told.GetProperty("signatures").GetBoolean()));
    }

    [Theory]
    [InlineData("check-log - --secret nonsense", "--secret must be whsec_ and base64.")]
    [InlineData("check-log /no/such/file", "FILE cannot be read")]
    public async Task Says_what_is_wrong_with_the_command(string command, string error)
    {
        var cli = With();

        Assert.Equal(ExitCode.Usage, await cli.RunAsync(null, command));
        Assert.Contains(error, cli.Error, StringComparison.Ordinal);
    }

    private static Support.Cli With(params string[] lines) => new() { Input = string.Join('\n', lines), Width = 200 };

    private static string Line(string job, int sequence, string secret = Secret)
    {
        var (id, body) = (CallbackIds.Of(job, sequence), $$$"""{"id":"{{{job}}}","status":{{{sequence}}},"detail":{}}""");

        return JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["webhook-id"] = id,
            ["webhook-timestamp"] = "5",
            ["webhook-signature"] = WebhookSignature.Sign(secret, id, 5, Encoding.UTF8.GetBytes(body)),
            ["x-jobworker-sequence"] = $"{sequence}",
            ["x-jobworker-attempt"] = "1",
            ["body"] = body,
        });
    }
}
