using JobWorker.Core.Callbacks.Ledger;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Callbacks.Ledger;

/// <summary>Journals in short: what happened, then the hole that is found, or none.</summary>
public sealed class AHoleInALedger
{
    private static readonly Dictionary<string, JobEvent> Words = new()
    {
        ["asked"] = new JobRequested(Request, "hash", [], Noon),
        ["unheard"] = new JobRequested(Request with { WebhookUrl = null }, "hash", [], Noon),
        ["rejected"] = new JobRejected("example", "http://webhook.com", Boom, [BrokenRule], "hash", Noon),
        ["created"] = new JobCreated(Ref, Noon),
        ["started"] = new PodStarted(Pod, Noon),
        ["succeeded"] = new JobSucceeded(1, Noon),
        ["failed"] = new JobFailed(Boom, Noon),
        ["aborted"] = new JobAborted(Boom, Noon),
        ["redriven"] = new JobRedriven(2, Ref, Noon),
        ["deferred"] = new JobCreateDeferred(1, "away", Noon, Noon),
    };

    [Theory]
    [InlineData("", null, null, null)]
    [InlineData("asked created started succeeded ok0.1 ok1.1 ok2.1", null, null, null)]
    [InlineData("asked deferred created no0.1 started no0.2 failed ok0.3 ok1.1 ok2.1", null, null, null)]
    [InlineData("asked created dead0.1 started ok1.1 failed", null, null, null)]
    [InlineData("asked created gone0.1 started failed again1 ok1.1 again0 ok0.2 again2 ok2.1", null, null, null)]
    [InlineData("asked created ok0.1 aborted ok1.1 redriven created ok2.1 started succeeded", null, null, null)]
    [InlineData("asked created ok0.1 again0 ok0.2", null, null, null)]
    [InlineData("asked created ok0.1 started again0 ok1.1 ok0.2", null, null, null)]
    [InlineData("unheard created started failed", null, null, null)]
    [InlineData("rejected ok0.1", null, null, null)]
    [InlineData("asked aborted ok0.1", null, null, null)]
    [InlineData("created", 1, null, "the job was never asked for")]
    [InlineData("asked asked", 2, null, "the job was asked for already")]
    [InlineData("asked started", 2, null, "status 1 comes before status 0")]
    [InlineData("asked succeeded", 2, null, "status 2 comes before status 0")]
    [InlineData("asked created created", 3, null, "status 0 follows status 0")]
    [InlineData("asked created failed started", 4, null, "status 1 follows status 3")]
    [InlineData("asked created succeeded failed", 4, null, "status 3 follows status 2")]
    [InlineData("rejected created", 2, null, "status 0 follows status 99")]
    [InlineData("asked created redriven", 3, null, "the job was run again before it had ended")]
    [InlineData("asked ok0.1", 2, 0, "attempt 1 is at callback 0, which does not exist: there are 0")]
    [InlineData("asked created ok1.1", 3, 1, "attempt 1 is at callback 1, which does not exist: there are 1")]
    [InlineData("unheard created ok0.1", 3, 0, "attempt 1 is at callback 0, which does not exist: there are 0")]
    [InlineData("asked created no-1.1", 3, -1, "attempt 1 is at callback -1, which does not exist: there are 1")]
    [InlineData("asked created no0.2", 3, 0, "attempt 2 at callback 0 stands where attempt 1 belongs")]
    [InlineData("asked created no0.1 no0.1", 4, 0, "attempt 1 at callback 0 stands where attempt 2 belongs")]
    [InlineData("asked created ok0.1 ok0.2", 4, 0, "callback 0 was delivered already and not sent again")]
    [InlineData("asked created dead0.1 no0.2", 4, 0, "callback 0 was given up already and not sent again")]
    [InlineData("asked created started ok1.1", 4, 1, "callback 1 was attempted before callback 0 was settled")]
    [InlineData("asked created no0.1 started ok1.1", 5, 1, "callback 1 was attempted before callback 0 was settled")]
    [InlineData("asked created started gone0.1 ok1.1", 5, 1, "callback 1 was given up already and not sent again")]
    [InlineData("asked created again1", 3, 1, "callback 1 was sent again, which does not exist: there are 1")]
    [InlineData("asked created old0.1 failed again1", 5, 1, "callback 1 was sent again, which does not exist: there are 1")]
    public void Is_named(string story, int? version, int? sequence, string? reason)
    {
        var history = story.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select((word, i) => new Recorded<JobEvent>(i + 1, Event(word), ""));

        Assert.Equal(reason is null ? null : new LedgerHole(version!.Value, sequence, reason), LedgerCheck.Of(history).Hole);
    }

    private static JobEvent Event(string word)
    {
        if (Words.TryGetValue(word, out var known))
        {
            return known;
        }

        var kind = new string([.. word.TakeWhile(char.IsLetter)]);
        var parts = word[kind.Length..].Split('.');
        var (sequence, attempt) = (int.Parse(parts[0]), parts.Length > 1 ? int.Parse(parts[1]) : 0);

        return kind switch
        {
            "ok" => new CallbackDelivered(sequence, attempt, 200, 1, Noon),
            "no" => new CallbackFailed(sequence, attempt, 500, "", 1, Noon, Noon),
            "dead" => new CallbackAbandoned(sequence, attempt, 500, "", false, Noon),
            "gone" => new CallbackAbandoned(sequence, attempt, 410, "", true, Noon, 1, CountsOn: true),
            "old" => new CallbackAbandoned(sequence, attempt, 410, "", true, Noon),
            _ => new CallbackResent(sequence, null, Noon),
        };
    }
}
