using JobWorker.Core.Callbacks;
using JobWorker.Core.Catalog;
using JobWorker.Core.Jobs;
using JobWorker.Core.Journals;
using static JobWorker.Core.Tests.Samples;

namespace JobWorker.Core.Tests.Catalog;

public sealed class AnEntryOfTheCatalog
{
    private static readonly JobEvent Requested = new JobRequested(Request, "hash", [], Noon);
    private static readonly JobEvent Created = new JobCreated(Ref, Noon.AddSeconds(1));
    private static readonly JobEvent Told = new CallbackDelivered(0, 1, 200, 5, Noon.AddSeconds(2));
    private static readonly JobEvent Started = new PodStarted(Pod, Noon.AddSeconds(3));
    private static readonly JobEvent Failed = new JobFailed(Boom, Noon.AddSeconds(4));

    [Fact]
    public void Shows_what_was_asked_and_where_it_stands() => Assert.Equal(
        new CatalogEntry(
            "a", JobState.Failed, "example", "default", FailureReason.ExitCode, Ref.Name, 1, 5, Noon, Noon.AddSeconds(4),
            Callback: CallbackStanding.Pending),
        Of(Requested, Created, Told, Started, Failed));

    [Fact]
    public void Stands_at_the_event_that_last_changed_it()
    {
        var entry = Of(Requested, Created, Told)!;

        Assert.Equal((2, Noon.AddSeconds(1)), (entry.Version, entry.UpdatedAt));
        Assert.Null(CatalogEntry.After("a", After(Requested, Created), [Told]));
    }

    [Fact]
    public void Is_the_same_whether_events_came_together_or_one_by_one()
    {
        var together = CatalogEntry.After("a", After(Requested), [Created, Started, Told]);

        Assert.Equal(Of(Requested, Created, Started, Told), together);
    }

    [Fact]
    public void Knows_the_service_of_a_refused_message() => Assert.Equal(
        ("svc", (string?)null, FailureReason.Invalid, JobState.Rejected),
        Of(new JobRejected("svc", null, new CallbackError(ErrorCode.MessageInvalid, "", FailureReason.Invalid), [], "", Noon)) is { } e
            ? (e.Service, e.Namespace, e.Reason, e.State)
            : default);

    [Fact]
    public void Tells_what_keeps_a_pod_from_starting_until_it_has_started()
    {
        JobEvent stuck = new PodStuck(FailureReason.Unschedulable, "", null, Noon.AddSeconds(2));

        Assert.Equal(FailureReason.Unschedulable, Of(Requested, Created, stuck)!.Reason);
        Assert.Null(Of(Requested, Created, stuck, Started)!.Reason);
        Assert.Null(Of(Requested, Created, stuck, new JobSucceeded(1, Noon))!.Reason);
    }

    [Fact]
    public void Of_a_new_attempt_keeps_when_the_job_was_created()
    {
        var entry = Of(Requested, Created, Started, Failed, new JobRedriven(2, Ref, Noon.AddHours(1)))!;

        Assert.Equal((JobState.Requested, 2, Noon, null, null), (entry.State, entry.Attempt, entry.CreatedAt!.Value, entry.Reason, entry.JobName));
    }

    [Theory]
    [InlineData(2, 0, 1, 0, true)]
    [InlineData(1, 0, 2, 0, false)]
    [InlineData(1, 0, 1, 0, false)]
    [InlineData(1, 1, 1, 0, true)]
    [InlineData(0, 0, 1, 0, false)]
    public void Of_the_higher_version_is_believed(long version, int fix, long known, int knownFix, bool believed) => Assert.Equal(
        believed,
        (Of(Requested)! with { Version = version, Fix = fix }).Supersedes(Of(Requested)! with { Version = known, Fix = knownFix }));

    [Fact]
    public void Tells_what_became_of_telling_the_client()
    {
        JobEvent[] told = [Requested, Created, Told, Started, Failed, new CallbackDelivered(1, 1, 200, 5, Noon)];
        JobEvent dead = new CallbackAbandoned(2, 10, 500, "", EndsDelivery: false, Noon);

        Assert.Equal(CallbackStanding.Pending, Of(Requested)!.Callback);
        Assert.Equal(CallbackStanding.Pending, Of(told)!.Callback);
        Assert.Equal((CallbackStanding.Delivered, 7), Of([.. told, new CallbackDelivered(2, 1, 200, 5, Noon)]) is { } e ? (e.Callback, e.Version) : default);
        Assert.Equal((CallbackStanding.Dead, 7), Of([.. told, dead]) is { } d ? (d.Callback, d.Version) : default);
        Assert.Equal((CallbackStanding.Pending, 8), Of([.. told, dead, new CallbackResent(2, null, Noon)]) is { } p ? (p.Callback, p.Version) : default);
        Assert.Equal(CallbackStanding.None, Of(new JobRequested(Request with { WebhookUrl = null }, "hash", [], Noon), Created)!.Callback);
        Assert.Equal(
            CallbackStanding.Dead,
            Of(Requested, Created, new CallbackAbandoned(0, 1, 410, "gone", EndsDelivery: true, Noon))!.Callback);
    }

    [Fact]
    public void Of_an_older_version_does_not_know_it_and_is_corrected()
    {
        var old = Of(Requested, Created)! with { Callback = null };

        Assert.All(Enum.GetValues<CallbackStanding>(), standing => Assert.False((JobFilter.All with { Callback = standing }).Matches(old)));
        Assert.True((JobFilter.All with { Callback = CallbackStanding.Pending }).Matches(Of(Requested)!));
        Assert.Equal(CallbackStanding.Pending, old.Corrected(Of(Requested, Created), Noon)!.Callback);
    }

    [Fact]
    public void Is_news_where_more_has_changed_than_that_all_was_delivered()
    {
        var entry = Of(Requested, Created)!;

        Assert.False((entry with { Callback = CallbackStanding.Delivered }).IsNewsAfter(entry));
        Assert.True((entry with { Callback = CallbackStanding.Dead }).IsNewsAfter(entry));
        Assert.True(entry.IsNewsAfter(entry with { Callback = CallbackStanding.Dead }));
        Assert.True((entry with { State = JobState.Failed }).IsNewsAfter(entry));
    }

    [Fact]
    public void Of_a_later_life_of_the_id_is_believed()
    {
        var old = Of(Requested, Created, Started, Failed)!;
        var anew = Of(Requested)! with { CreatedAt = Noon.AddDays(20) };

        Assert.True(anew.Supersedes(old));
        Assert.False(old.Supersedes(anew));
        Assert.False((anew with { Version = 0 }).Supersedes(old));
    }

    [Fact]
    public void Is_corrected_by_what_its_journal_says()
    {
        var right = Of(Requested, Created)!;

        Assert.Null(right.Corrected(right, Noon));
        Assert.Equal(right, Of(Requested)!.Corrected(right, Noon));
        var wrong = right with { State = JobState.Running };
        Assert.True(wrong.Corrected(right, Noon)!.Supersedes(wrong));
        var gone = right.Corrected(null, Noon)!;
        Assert.True(gone.Supersedes(right) && gone.State is JobState.None);
        Assert.Null(gone.Corrected(null, Noon));
        Assert.True(Of(Requested, Created, Started)!.Supersedes(gone));
    }

    [Fact]
    public void Is_meant_by_the_filters_that_fit()
    {
        var entry = Of(Requested, Created, Started, Failed)!;

        Assert.True(JobFilter.All.Matches(entry));
        Assert.True(new JobFilter([JobState.Failed], "example", "default", FailureReason.ExitCode, Noon, Noon.AddTicks(1)).Matches(entry));
        Assert.False(new JobFilter([JobState.Running]).Matches(entry));
        Assert.False(new JobFilter([], Service: "other").Matches(entry));
        Assert.False(new JobFilter([], From: Noon.AddTicks(1)).Matches(entry));
        Assert.False(new JobFilter([], To: Noon).Matches(entry));
        Assert.False(JobFilter.All.Matches(entry with { State = JobState.None }));
    }

    private static CatalogEntry? Of(params JobEvent[] events) =>
        CatalogEntry.Of("a", events.Select((e, i) => new Recorded<JobEvent>(i + 1, e, "")));
}
