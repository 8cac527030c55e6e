using JobWorker.Host.Leadership;

namespace JobWorker.Host.Tests.Leadership;

/// <summary>Terms of 16 s, a margin of 2 s, a try each second.</summary>
public sealed class ALease
{
    private static readonly LeaseTimes Times = new(S(16), S(2), S(1));

    private Lease _lease = new(Times);
    private TimeSpan _now = TimeSpan.Zero;

    [Fact]
    public void Takes_A_first_and_for_a_quarter_of_a_term() => Asks("A#1 for 4");

    [Fact]
    public void Leads_once_it_holds_both()
    {
        Grant();
        Assert.False(_lease.LeadsAt(_now));
        Asks("B#2 for 12");
        Grant();

        Assert.True(_lease.LeadsAt(_now));
        Assert.Equal(S(10), _lease.Until);
    }

    [Fact]
    public void Gives_A_back_when_B_is_somebody_elses()
    {
        Grant();
        Refuse();

        Asks("release A#1");
        _lease = _lease.Released();
        Asks("wait until 1");
        _now = S(1);
        Asks("A#3 for 4");
    }

    [Fact]
    public void Waits_a_while_when_A_is_somebody_elses()
    {
        Refuse();

        Asks("wait until 1");
        Assert.False(_lease.LeadsAt(_now));
    }

    [Fact]
    public void Is_not_held_by_A_alone_however_long_B_takes_to_answer()
    {
        Grant();
        var take = Assert.IsType<LeaseStep.Take>(Next());
        _now = S(3);
        _lease = _lease.Taken(take, S(0), _now);

        Assert.False(_lease.LeadsAt(_now));
        Asks("release A#1");
        _lease = _lease.Released();
        Asks("release B#2");
    }

    [Fact]
    public void Takes_each_slot_anew_as_it_ends_half_a_term_after_the_other()
    {
        Lead();
        _now = S(4);
        Asks("A#3 for 16");
        Grant();
        Asks("wait until 12");
        _now = S(12);
        Asks("B#4 for 16");
        Grant();
        _now = S(20);
        Asks("A#5 for 16");
        Assert.True(_lease.LeadsAt(_now));
    }

    [Fact]
    public void Makes_up_for_a_slot_that_came_late()
    {
        Lead();
        _now = S(4);
        Refuse();
        Asks("wait until 4.25");
        _now = S(7);
        Asks("A#4 for 13");
        Grant();
        _now = S(12);
        Asks("B#5 for 16");
    }

    [Fact]
    public void Is_lost_a_margin_before_the_last_slot_ends_and_then_given_back()
    {
        Lead();
        _now = S(4);
        Refuse();
        Assert.True(_lease.LeadsAt(S(10) - TimeSpan.FromTicks(1)));
        Assert.False(_lease.LeadsAt(S(10)));
        _now = S(10);

        Asks("release B#2");
        _lease = _lease.Released();
        Asks("A#4 for 4");
    }

    [Fact]
    public void Is_not_revived_by_a_slot_that_was_granted_after_it_was_lost()
    {
        Lead();
        _now = S(9);
        var take = Assert.IsType<LeaseStep.Take>(Next());
        _now = S(10.5);
        _lease = _lease.Taken(take, S(9), _now);

        Assert.False(_lease.LeadsAt(_now));
        Asks("release B#2");
    }

    [Fact]
    public void Is_gone_when_its_owner_wakes_up_late()
    {
        Lead();

        Assert.False(_lease.LeadsAt(S(60)));
        _now = S(60);
        Asks("A#3 for 4");
    }

    [Fact]
    public void Gives_back_what_it_may_have_got_without_hearing_of_it()
    {
        _lease = _lease.Unanswered(Assert.IsType<LeaseStep.Take>(Next()), _now);

        Asks("release A#1");
        _lease = _lease.Released();
        Asks("wait until 1");
    }

    [Fact]
    public void Gives_everything_back_when_it_retires()
    {
        Lead();
        _lease = _lease.Retire();

        Assert.False(_lease.LeadsAt(_now));
        Asks("release B#2");
        _lease = _lease.Released();
        Asks("release A#1");
        Assert.False(_lease.IsOver);
        _lease = _lease.Released();
        Assert.True(_lease.IsOver);
    }

    private void Lead()
    {
        Grant();
        Grant();
    }

    private void Grant() => _lease = _lease.Taken(Assert.IsType<LeaseStep.Take>(Next()), _now, _now);

    private void Refuse() => _lease = _lease.Refused(Assert.IsType<LeaseStep.Take>(Next()), _now);

    private void Asks(string step) => Assert.Equal(step, Next() switch
    {
        LeaseStep.Take x => $"{x.Slot}#{x.Taking} for {x.For.TotalSeconds}",
        LeaseStep.Release x => $"release {x.Slot}#{x.Taking}",
        LeaseStep.Wait x => $"wait until {x.Until.TotalSeconds}",
        _ => "",
    });

    private LeaseStep Next()
    {
        _lease = _lease.At(_now);

        return _lease.Next(_now);
    }

    private static TimeSpan S(double seconds) => TimeSpan.FromSeconds(seconds);
}
