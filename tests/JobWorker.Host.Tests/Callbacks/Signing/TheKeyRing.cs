using Dapr.Client;
using JobWorker.Core.Callbacks;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Signing;
using JobWorker.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Callbacks.Signing;

/// <summary>Over a sidecar that keeps one secret, and counts how often it is read.</summary>
public sealed class TheKeyRing : IAsyncLifetime
{
    private const string Old = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string New = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private readonly ManualClock _clock = new();
    private readonly List<string> _read = [];
    private string _answer = $$"""{"current":"{{Old}}\n"}""";
    private int _status = 200;
    private TaskCompletionSource _answers = new();
    private WebServer? _sidecar;
    private DaprClient? _dapr;

    private KeyRing Ring => field ??= new KeyRing(
        new SecretReader(_dapr!, _clock), Options.Create(new CallbackOptions()), _clock, NullLogger<KeyRing>.Instance);

    public async Task InitializeAsync()
    {
        _answers.SetResult();
        _sidecar = await WebServer.StartAsync(async context =>
        {
            _read.Add(context.Request.Path);
            await _answers.Task;
            context.Response.StatusCode = _status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(_answer);
        });
        _dapr = new DaprClientBuilder().UseHttpEndpoint(_sidecar.Url).Build();
    }

    public async Task DisposeAsync()
    {
        _answers.TrySetResult();
        _dapr!.Dispose();
        await _sidecar!.DisposeAsync();
    }

    [Fact]
    public async Task Signs_with_each_key_in_its_order()
    {
        var signatures = (await SignAsync(New, Old)).Split(' ');

        Assert.Equal([WebhookSignature.Sign(New, "a", 1, [9]), WebhookSignature.Sign(Old, "a", 1, [9])], signatures);
    }

    [Fact]
    public async Task Signs_nothing_without_a_key() => Assert.Equal("", await SignAsync());

    [Fact]
    public async Task Reads_a_secret_once_until_it_is_time_again()
    {
        var first = await SignAsync("secret:vault/hooks/current");
        _clock.Advance(TimeSpan.FromSeconds(59));
        await SignAsync("secret:vault/hooks/current");

        Assert.Equal(WebhookSignature.Sign(Old, "a", 1, [9]), first);
        Assert.Equal(["/v1.0/secrets/vault/hooks"], _read);
    }

    [Fact]
    public async Task Takes_an_exchanged_secret_after_a_minute()
    {
        await SignAsync("secret:vault/hooks/current");
        _answer = $$"""{"current":"{{New}}"}""";
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(WebhookSignature.Sign(New, "a", 1, [9]), await SignAsync("secret:vault/hooks/current"));
    }

    [Theory]
    [InlineData(403, "{}")]
    [InlineData(200, """{"other":"x"}""")]
    [InlineData(200, """{"current":"whsec_short"}""")]
    public async Task Keeps_a_key_that_can_no_longer_be_read(int status, string answer)
    {
        var before = await SignAsync("secret:vault/hooks/current");
        (_status, _answer) = (status, answer);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(before, await SignAsync("secret:vault/hooks/current"));
    }

    [Fact]
    public async Task Keeps_a_key_whose_store_says_nothing_and_takes_the_new_one_when_it_does()
    {
        var before = await SignAsync("secret:vault/hooks/current");
        _answers = new TaskCompletionSource();
        _clock.Advance(TimeSpan.FromMinutes(1));
        var waiting = new[] { SignAsync("secret:vault/hooks/current"), SignAsync("secret:vault/hooks/current") };
        await ReadAsync(2);

        Assert.Equal(WebhookSignature.Sign(New, "a", 1, [9]), await SignAsync(New));
        _clock.Advance(SecretReader.Patience);
        Assert.Equal([before, before], await Task.WhenAll(waiting));
        Assert.Equal(before, await SignAsync("secret:vault/hooks/current"));
        Assert.Equal(2, _read.Count);

        _answer = $$"""{"current":"{{New}}"}""";
        _answers.SetResult();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(WebhookSignature.Sign(New, "a", 1, [9]), await SignAsync("secret:vault/hooks/current"));
    }

    [Fact]
    public async Task Waits_a_while_for_a_key_it_never_had_and_says_that_the_store_was_silent()
    {
        _answers = new TaskCompletionSource();
        var signing = SignAsync("secret:vault/hooks/current");
        await ReadAsync(1);
        _clock.Advance(SecretReader.Patience);

        var e = await Assert.ThrowsAsync<KeyMissingException>(() => signing);

        Assert.Contains("secret:vault/hooks/current: no answer within 3 s", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "{}", "secret:vault/hooks/current")]
    [InlineData(200, """{"other":"x"}""", "the secret has no key current")]
    [InlineData(200, """{"current":"whsec_c2hvcnQ="}""", "24 to 64 bytes")]
    public async Task Signs_nothing_rather_than_without_a_key_it_should_have(int status, string answer, string why)
    {
        (_status, _answer) = (status, answer);

        var e = await Assert.ThrowsAsync<KeyMissingException>(() => SignAsync(Old, "secret:vault/hooks/current"));

        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret:vault/hooks/current", "The signing key cannot be used: secret:vault/hooks/current: no FIPS for you")]
    [InlineData(Old, "The signing key cannot be used: a key of Callbacks: no FIPS for you")]
    public void Says_which_key_the_machine_refuses_to_sign_with(string key, string message)
    {
        var e = Assert.Throws<KeyMissingException>(() => KeyRing.Sign(new Unusable(), key, "a", 1, [9]));

        Assert.Equal(message, e.Message);
    }

    private sealed class Unusable : SigningKey
    {
        public override string Sign(string id, long timestamp, byte[] body) =>
            throw new System.Security.Cryptography.CryptographicException("no FIPS for you");
    }

    private async Task ReadAsync(int times) => await Until.IsAsync(
        "the reading", TimeSpan.FromSeconds(10), () => Task.FromResult(_read.Count >= times ? this : null));

    private async Task<string> SignAsync(params string[] keys) => await Ring.SignAsync(keys, "a", 1, [9], default);
}
