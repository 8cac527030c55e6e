using JobWorker.Core.Jobs;
using JobWorker.Core.Manifests;
using JobWorker.Host.Cluster.Answers;
using JobWorker.Host.Cluster.Outcomes;
using JobWorker.Host.Cluster.Watching;
using k8s.Models;

namespace JobWorker.Host.Tests.Cluster.Watching;

public sealed class AJobEditedByHand
{
    private readonly ManualClock _clock = new();
    private readonly WatchBook _book;

    public AJobEditedByHand() => _book = new WatchBook(new ServerClock(_clock), _clock);

    [Fact]
    public void To_have_no_annotation_is_known_by_its_uid_still()
    {
        _book.See(Ours(), listed: true);

        var told = _book.See(Ours("Complete", id: null), listed: false);

        Assert.Equal(("job-1", typeof(JobCommand.ObserveSucceeded)), (told!.Id, told.Command.GetType()));
    }

    [Fact]
    public void To_have_no_annotation_is_known_by_its_template_where_nobody_had_seen_it_before()
    {
        var job = Ours("Complete", id: null);
        job.Spec = new V1JobSpec
        {
            Template = new V1PodTemplateSpec
            {
                Metadata = new V1ObjectMeta { Annotations = new Dictionary<string, string> { [JobAnnotations.Id] = "job-7" } },
            },
        };

        Assert.Equal("job-7", _book.See(job, listed: true)!.Id);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void To_lack_what_makes_it_ours_is_to_be_mended_once_until_seen_again(bool annotation, bool finalizer)
    {
        _book.See(Ours(), listed: true);
        Assert.Empty(_book.Torn());
        var torn = Ours(id: annotation ? "job-1" : null);
        torn.Metadata.Finalizers = finalizer ? torn.Metadata.Finalizers : null;

        _book.See(torn, listed: false);

        Assert.Equal("job-1", Assert.Single(_book.Torn()).Id);
        Assert.Empty(_book.Torn());
        _book.Tear("uid-1");
        Assert.Single(_book.Torn());
        _book.See(Ours(), listed: false);
        Assert.Empty(_book.Torn());
    }

    [Fact]
    public void To_lack_the_finalizer_is_left_so_once_it_has_ended_or_goes_or_where_none_is_wanted()
    {
        var without = new WatchBook(new ServerClock(_clock), _clock, finalizer: false);
        without.See(Kube.Job(), listed: true);
        _book.See(Kube.Job("Complete"), listed: true);
        _book.See(Kube.Job(uid: "uid-2", deleting: true), listed: true);

        Assert.Empty(_book.Torn());
        Assert.Empty(without.Torn());
    }

    [Fact]
    public void To_lack_our_label_is_not_taken_for_gone_before_somebody_has_looked()
    {
        _book.See(Ours(), listed: true);

        var told = _book.See(Ours(), listed: false, deleted: true)!;

        Assert.True(told is { Unsure: true, Command: JobCommand.ObserveVanished });
    }

    [Fact]
    public void To_be_missing_from_a_list_is_not_taken_for_gone_before_somebody_has_looked()
    {
        _book.See(Ours(), listed: true);

        Assert.True(Assert.Single(_book.Missing(new HashSet<string>())).Unsure);
    }

    [Fact]
    public void To_be_deleted_with_its_pods_left_behind_has_gone_for_sure()
    {
        _book.See(Ours(), listed: true);
        var orphaning = Ours();
        orphaning.Metadata.DeletionTimestamp = Kube.Noon;
        orphaning.Metadata.Finalizers = ["orphan", JobAnnotations.Finalizer];

        var told = _book.See(orphaning, listed: false)!;

        Assert.True(told is { Unsure: false, Command: JobCommand.ObserveVanished });
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(null, 0)]
    public void To_be_held_back_has_all_its_time_to_start_once_it_may(bool? suspend, int? parallelism)
    {
        var limit = TimeSpan.FromMinutes(10);
        var held = Ours();
        held.Spec = new V1JobSpec { Suspend = suspend, Parallelism = parallelism };
        _book.See(held, listed: true);
        _clock.Advance(TimeSpan.FromHours(5));
        Assert.Empty(_book.Overdue(limit));
        Assert.Empty(_book.Podless(limit));

        _book.See(Ours(), listed: false);
        _clock.Advance(TimeSpan.FromMinutes(9.9));
        Assert.Empty(_book.Overdue(limit));
        _clock.Advance(TimeSpan.FromMinutes(0.2));

        Assert.Single(_book.Overdue(limit));
    }

    [Fact]
    public void So_that_two_say_they_are_of_one_message_are_told_apart_by_their_uids()
    {
        _book.See(Ours(), listed: true);
        var copy = Ours("Complete", uid: "uid-2");
        copy.Metadata.Name = "bb-copy";

        Assert.Equal(("bb-copy", "uid-2"), _book.See(copy, listed: false) is { } told ? (told.Ref.Name, told.Ref.Uid) : default);
        Assert.Equal(1, _book.Live);
    }

    [Fact]
    public void Or_not_is_told_again_when_its_outcome_was_told_and_it_is_held_still_a_minute_later()
    {
        _book.See(Ours("Complete"), listed: false);
        Assert.Empty(_book.Overdue(TimeSpan.FromMinutes(10)));

        _clock.Advance(TimeSpan.FromMinutes(1.1));

        Assert.IsType<JobCommand.Supervise>(Assert.Single(_book.Overdue(TimeSpan.FromMinutes(10))).Command);
        Assert.Empty(_book.Overdue(TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void Or_not_is_told_what_its_events_say_while_it_has_no_pod()
    {
        _book.See(Ours(), listed: true);
        Assert.Empty(_book.Podless(TimeSpan.FromSeconds(5)));
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("uid-1", Assert.Single(_book.Podless(TimeSpan.FromSeconds(5))).Uid);

        var quota = new PodTrouble(null, "QuotaExceeded", "no room");
        Assert.IsType<JobCommand.ObserveStuck>(_book.See("uid-1", quota)!.Command);
        Assert.Null(_book.See("uid-1", quota));
        Assert.Null(_book.See("nobody", quota));

        _book.See(Kube.Pod(), deleted: false);
        Assert.Empty(_book.Podless(TimeSpan.FromSeconds(5)));
        Assert.Null(_book.See("uid-1", quota with { Reason = "Forbidden" }));
    }

    private static V1Job Ours(string? condition = null, string uid = "uid-1", string? id = "job-1")
    {
        var job = Kube.Job(condition, uid: uid, id: id);
        job.Metadata.Finalizers = [JobAnnotations.Finalizer];

        return job;
    }
}
