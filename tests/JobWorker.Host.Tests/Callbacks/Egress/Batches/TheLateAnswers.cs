using System.Text;
using JobWorker.Host.Callbacks;
using JobWorker.Host.Callbacks.Egress;
using JobWorker.Host.Callbacks.Egress.Batches;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Callbacks.Egress.Batches;

public sealed class TheLateAnswers
{
    private static readonly Task<WebhookAnswer> Answer = Task.FromResult(new WebhookAnswer(200, null, null));

    private readonly ManualClock _clock = new();
    private readonly LateAnswers _late;

    public TheLateAnswers() => _late = new LateAnswers(Options.Create(new EgressOptions()), _clock);

    [Fact]
    public void Are_handed_out_once()
    {
        _late.Add(Post("a"), Answer);

        Assert.Same(Answer, _late.Take(Post("a")));
        Assert.Null(_late.Take(Post("a")));
    }

    [Fact]
    public void Are_those_of_one_attempt_at_one_url()
    {
        _late.Add(Post("a"), Answer);

        Assert.Null(_late.Take(Post("b")));
        Assert.Null(_late.Take(Post("a", attempt: "2")));
        Assert.Null(_late.Take(Post("a") with { Url = new Uri("http://y/") }));
    }

    [Fact]
    public void Are_forgotten_when_nobody_asks()
    {
        _late.Add(Post("a"), Answer);
        _clock.Advance(new EgressOptions().Timeout + LateAnswers.Margin + TimeSpan.FromSeconds(1));

        _late.Add(Post("b"), Answer);

        Assert.Equal(1, _late.Count);
        Assert.Same(Answer, _late.Take(Post("b")));
    }

    private static EgressPost Post(string id, string attempt = "1") =>
        new(new Uri("http://x/"), id, "0", attempt, null, null, Encoding.UTF8.GetBytes("{}"));
}
