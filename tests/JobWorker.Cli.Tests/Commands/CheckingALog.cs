using System.Text;
using System.Text.Json;
using JobWorker.Cli.Arguments;
using JobWorker.Cli.Tests.Support;
using JobWorker.Core.Callbacks;
using JobWorker.Host.Callbacks.Signing;

namespace JobWorker.Cli.Tests.Commands;

public sealed class CheckingALog
{
    private const string Secret = "whsec_dGhlIHNlY3JldCBvZiBhbGwgb2YgdGhlIHRlc3Rz";

    /// <summary>RFC 8032, section 7.1, test 2.</summary>
    private const string Private = "whsk_TM0Imyj/ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U+4pvs=";

    private const string Public = "whpk_PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";
    private const string OtherPublic = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

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
        var cli = With(Line("a", 0), Line("b", 2), Line("b", 1), "nonsense", Line("a", 1, "whsec_AAAA"));
        cli.Variables["JOBWORKER_WEBHOOK_SECRET"] = Secret;

        Assert.Equal(ExitCode.Refused, await cli.RunAsync(null, "check-log -"));
        Assert.Equal(
            [
                "✗ a  2 callbacks",
                "  bad-signature  #1 in line 5: no signature is right for these bytes and this key",
                "✗ b  2 callbacks",
                "  missing  #0",
                "  out-of-order  #1 in line 3: callback 1 first came after callback 2",
            ],
            cli.Lines.Take(5));
        Assert.StartsWith("✗ line 4  cannot be read", cli.Lines[5], StringComparison.Ordinal);
        Assert.StartsWith("2 jobs: 0 without a gap and in order, 2 not, 1 unreadable line; 4 callbacks", cli.Lines[^1].ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"--secret {Public}", true)]
    [InlineData("--key whpk_PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw", true)]
    [InlineData($"--key {OtherPublic} --key {Public}", true)]
    [InlineData($"--key {OtherPublic},{Public}", true)]
    [InlineData($"--secret {Secret},{OtherPublic}", true)]
    [InlineData($"--secret {OtherPublic}", false)]
    public async Task Takes_public_keys_for_what_the_service_signs_with_several(string keys, bool holds)
    {
        var cli = With(Line("a", 0, Secret, Private), Line("a", 1, Private, Secret));

        Assert.Equal(holds ? ExitCode.Ok : ExitCode.Refused, await cli.RunAsync(null, $"check-log - {keys}"));
        Assert.Equal(holds ? 0 : 2, cli.Lines.Count(line => line.Contains("bad-signature", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Finds_a_body_that_is_not_the_one_that_was_signed_with_a_public_key()
    {
        var cli = With(Line("a", 0, Private), Line("a", 1, Private).Replace("detail", "detall", StringComparison.Ordinal));
        cli.Variables["JOBWORKER_WEBHOOK_SECRET"] = $"{OtherPublic} {Public}";

        Assert.Equal(ExitCode.Refused, await cli.RunAsync(null, "check-log -"));
        Assert.Contains("bad-signature  #1 in line 2: no signature is right for these bytes and these keys", cli.Out, StringComparison.Ordinal);
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
    [InlineData("check-log - --secret nonsense", "--secret: a key begins with whsec_ or whpk_.")]
    [InlineData("check-log - --key whsec_AAAA --key whpk_AAAA", "--secret, key 2: whpk_ must be followed by the base64 of an Ed25519 public key")]
    [InlineData($"check-log - --key {Private}", "--secret: whsk_ is a private key, which only the sender has")]
    [InlineData("check-log - --secret ,", "--secret has no key.")]
    [InlineData("check-log /no/such/file", "FILE cannot be read")]
    public async Task Says_what_is_wrong_with_the_command(string command, string error)
    {
        var cli = With();

        Assert.Equal(ExitCode.Usage, await cli.RunAsync(null, command));
        Assert.Contains(error, cli.Error, StringComparison.Ordinal);
    }

    private static Support.Cli With(params string[] lines) => new() { Input = string.Join('\n', lines), Width = 200 };

    private static string Line(string job, int sequence, params string[] keys)
    {
        var (id, body) = (CallbackIds.Of(job, sequence), $$$"""{"id":"{{{job}}}","status":{{{sequence}}},"detail":{}}""");
        var signatures = (keys is [] ? [Secret] : keys).Select(key => SigningKey.Parse(key, out _) is { } known
            ? known.Sign(id, 5, Encoding.UTF8.GetBytes(body))
            : WebhookSignature.Sign(key, id, 5, Encoding.UTF8.GetBytes(body)));

        return JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["webhook-id"] = id,
            ["webhook-timestamp"] = "5",
            ["webhook-signature"] = string.Join(' ', signatures),
            ["x-jobworker-sequence"] = $"{sequence}",
            ["x-jobworker-attempt"] = "1",
            ["body"] = body,
        });
    }
}
