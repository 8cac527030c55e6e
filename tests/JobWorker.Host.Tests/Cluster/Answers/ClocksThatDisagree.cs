using JobWorker.Core.Jobs;
using JobWorker.Host.Cluster.Answers;
using JobWorker.Host.Cluster.Outcomes;
using JobWorker.Host.Cluster.Watching;
using JobWorker.Host.Tests.Cluster.Watching.Scripted;
using k8s;
using k8s.Models;

namespace JobWorker.Host.Tests.Cluster.Answers;

/// <summary>The API server's clock is an hour ahead of ours, right, or an hour behind.</summary>
public sealed class ClocksThatDisagree
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Neither_end_a_job_early_nor_hold_it_for_ever(int hours)
    {
        var server = new ServerClock(_clock);
        var book = new WatchBook(server, _clock);
        server.Note(_clock.GetUtcNow().AddHours(hours));
        var job = Kube.Job();
        job.Metadata.CreationTimestamp = _clock.GetUtcNow().UtcDateTime.AddHours(hours).AddMinutes(-4);
        book.See(job, listed: true);

        _clock.Advance(TimeSpan.FromMinutes(5.9));
        Assert.Empty(book.Overdue(Limit));
        _clock.Advance(TimeSpan.FromMinutes(0.2));

        Assert.Single(book.Overdue(Limit));
    }

    [Fact]
    public async Task Are_known_by_the_date_of_any_answer()
    {
        using var api = new ScriptedApi(_clock)
        {
            Answer = _ =>
            {
                var answer = ScriptedApi.Of("{}");
                answer.Headers.Date = _clock.GetUtcNow().AddHours(1);

                return answer;
            },
        };

        await api.Client.CoreV1.ListNamespacedPodAsync("default");

        Assert.Equal(TimeSpan.FromHours(1), api.Server.Ahead);
    }

    [Fact]
    public void Are_taken_for_agreed_where_no_answer_has_a_date_and_nothing_lies_in_the_future()
    {
        var server = new ServerClock(_clock);
        server.Note(null);

        Assert.Equal(TimeSpan.Zero, server.Ahead);
        Assert.Equal(_clock.GetUtcNow(), server.Ours(_clock.GetUtcNow().UtcDateTime.AddHours(1)));
        Assert.Equal(DateTimeOffset.MinValue, server.Ours(DateTime.MinValue));
    }

    [Theory]
    [InlineData(0, 90, 90)]
    [InlineData(90, 0, 0)]
    [InlineData(0, 0, 0)]
    public void Never_make_a_duration_negative(int start, int end, long seconds)
    {
        var job = Kube.Job("Complete");
        (job.Status.StartTime, job.Status.CompletionTime) = (Kube.Noon.AddSeconds(start), Kube.Noon.AddSeconds(end));

        var told = Assert.IsType<JobCommand.ObserveSucceeded>(JobOutcome.Of(job, PodSight.None, _clock.GetUtcNow()));

        Assert.Equal(seconds, told.DurationSeconds);
    }

    [Fact]
    public void Do_not_matter_to_a_job_that_was_resumed_a_moment_ago_by_the_servers_clock()
    {
        var job = Kube.Job();
        job.Metadata.CreationTimestamp = Kube.Noon.AddHours(-5);
        job.Status.StartTime = Kube.Noon.AddHours(-4);
        job.Status.Conditions =
            [new V1JobCondition { Type = "Suspended", Status = "False", LastTransitionTime = Kube.Noon.AddSeconds(-3) }];

        Assert.Equal(Kube.Noon.AddSeconds(-3), StartLook.MayStartSince(job));
        Assert.Equal(Kube.Noon, StartLook.MayStartSince(new V1Job { Metadata = new() { CreationTimestamp = Kube.Noon } }));
    }
}
