using System.Text;
using System.Text.Json;
using JobWorker.Acceptance.Tests.Tools;

namespace JobWorker.Acceptance.Tests.Callbacks;

/// <summary>Whether those who receive our callbacks can prove them, with the libraries they have.</summary>
public sealed class SignedCallbacks(SigningWorld fixture) : IClassFixture<SigningWorld>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [SkippableFact]
    public async Task Are_proved_by_the_libraries_receivers_use_and_a_flipped_bit_is_found()
    {
        Skip.If(SigningWorld.Missing is not null, SigningWorld.Missing);
        var ids = new[]
        {
            await SubmitAsync("all", "echo right"), await SubmitAsync("all", "exit 3"),
            await SubmitAsync("direct/team?a=<b>", "echo right"), await SubmitAsync("direct/team", "exit 3"),
        };
        var told = await fixture.World.WaitAsync("three callbacks of each job", Patience, () =>
            Task.FromResult(fixture.Tap.All.Count == 3 * ids.Length ? fixture.Tap.All : null));
        Assert.Equal(6, told.Count(t => t.Url.StartsWith("/direct/team", StringComparison.Ordinal)));
        Assert.Equal(3, told.Count(t => t.Url == "/direct/team?a=%3Cb%3E"));
        Assert.All(told, t => Assert.Equal("application/json", t.Headers["content-type"]));

        var proofs = told.SelectMany(t => KeysOf(t).Select(key => new Proof(key, t.Headers, t.Body))).ToList();
        Assert.All(await Proof.VerifyAsync(proofs), taken => Assert.All(taken, library => Assert.True(library.Value, library.Key)));
        Assert.All(await Proof.VerifyAsync(proofs.Select(Flipped)), taken => Assert.All(taken, library => Assert.False(library.Value, library.Key)));
        Assert.Equal(0, (await CheckAsync(told, SigningWorld.PublicKey, SigningWorld.RouteSecret)).Exit);
        Assert.Contains("bad-signature", (await CheckAsync(told, SigningWorld.PublicKey)).Out, StringComparison.Ordinal);
    }

    /// <summary>What <c>check-log</c> says of all that came.</summary>
    private Task<CommandRun> CheckAsync(IEnumerable<Tapped> told, params string[] keys) => CommandRun.OfAsync(
        fixture.World,
        Encoding.UTF8.GetBytes(string.Join('\n', told.Select(t =>
            JsonSerializer.Serialize(new { headers = t.Headers, bodyBase64 = Convert.ToBase64String(t.Body) })))),
        ["check-log", "-", .. keys.SelectMany(key => (string[])["--key", key])]);

    private static IEnumerable<string> KeysOf(Tapped callback) => callback.Url.StartsWith("/direct/", StringComparison.Ordinal)
        ? [SigningWorld.RouteSecret]
        : [Receiver.Secret, SigningWorld.NewSecret, SigningWorld.PublicKey];

    /// <summary>One bit of the id, of the time and of the body in turn.</summary>
    private static Proof Flipped(Proof proof, int index)
    {
        var (headers, body) = (new Dictionary<string, string>(proof.Headers), (byte[])[.. proof.Body]);
        switch (index % 3)
        {
            case 0:
                body[index % body.Length] ^= 1;
                break;
            case 1:
                headers["webhook-id"] = headers["webhook-id"][..^1] + (char)(headers["webhook-id"][^1] ^ 1);
                break;
            default:
                headers["webhook-timestamp"] = headers["webhook-timestamp"][..^1] + (char)(headers["webhook-timestamp"][^1] ^ 1);
                break;
        }

        return proof with { Headers = headers, Body = body };
    }

    private async Task<string> SubmitAsync(string path, string command)
    {
        var id = JobMessages.NewId();
        var message = JobMessages.Shell(id, command, fixture.Url(path));
        Assert.Equal(202, await fixture.World.Api.SubmitAsync(message.Bytes()));

        return id;
    }
}
