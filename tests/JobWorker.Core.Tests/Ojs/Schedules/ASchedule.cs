using System.Globalization;
using FsCheck.Fluent;
using JobWorker.Core.Ojs.Schedules;

namespace JobWorker.Core.Tests.Ojs.Schedules;

public sealed class ASchedule
{
    private static readonly DateTimeOffset Now = new(2026, 2, 12, 10, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("@yearly", "2027-01-01T00:00:00")]
    [InlineData("@annually", "2027-01-01T00:00:00")]
    [InlineData("@monthly", "2026-03-01T00:00:00")]
    [InlineData("@weekly", "2026-02-15T00:00:00")]
    [InlineData("@daily", "2026-02-13T00:00:00")]
    [InlineData("@midnight", "2026-02-13T00:00:00")]
    [InlineData("@hourly", "2026-02-12T11:00:00")]
    [InlineData("*/20 * * * * *", "2026-02-12T10:30:20 2026-02-12T10:30:40 2026-02-12T10:31:00")]
    [InlineData("5 4 3 * * *", "2026-02-13T03:04:05")]
    [InlineData(" 0\t 0  * *   * ", "2026-02-13T00:00:00")]
    [InlineData("05 09 01 03 *", "2026-03-01T09:05:00")]
    [InlineData("0 0 * mar-May Fri", "2026-03-06T00:00:00")]
    [InlineData("0 0 * * 7", "2026-02-15T00:00:00")]
    [InlineData("0 0 * * SUN", "2026-02-15T00:00:00")]
    [InlineData("0 0 * * FRI-SUN", "2026-02-13T00:00:00 2026-02-14T00:00:00 2026-02-15T00:00:00 2026-02-20T00:00:00")]
    [InlineData("0 0 * * 5-7", "2026-02-13T00:00:00 2026-02-14T00:00:00 2026-02-15T00:00:00 2026-02-20T00:00:00")]
    [InlineData("50/5 * * * *", "2026-02-12T10:50:00 2026-02-12T10:55:00 2026-02-12T11:50:00")]
    [InlineData("0 0 * * 5/1", "2026-02-13T00:00:00 2026-02-14T00:00:00 2026-02-20T00:00:00")]
    [InlineData("0 0 L * *", "2026-02-28T00:00:00 2026-03-31T00:00:00 2026-04-30T00:00:00")]
    [InlineData("0 0 L-2 * *", "2026-02-26T00:00:00 2026-03-29T00:00:00")]
    [InlineData("0 0 l * *", "2026-02-28T00:00:00")]
    [InlineData("0 0 LW * *", "2026-02-27T00:00:00 2026-03-31T00:00:00 2026-04-30T00:00:00 2026-05-29T00:00:00")]
    [InlineData("0 0 15W * *", "2026-02-16T00:00:00 2026-03-16T00:00:00 2026-04-15T00:00:00 2026-05-15T00:00:00")]
    [InlineData("0 0 1W * *", "2026-03-02T00:00:00 2026-04-01T00:00:00 2026-05-01T00:00:00 2026-06-01T00:00:00")]
    [InlineData("0 0 1W 8 *", "2026-08-03T00:00:00")]
    [InlineData("0 0 28W 2 *", "2026-02-27T00:00:00")]
    [InlineData("0 0 31W * *", "2026-03-31T00:00:00 2026-05-29T00:00:00 2026-07-31T00:00:00")]
    [InlineData("0 0 1,L * *", "2026-02-28T00:00:00 2026-03-01T00:00:00")]
    [InlineData("0 0 * * 5#3", "2026-02-20T00:00:00 2026-03-20T00:00:00")]
    [InlineData("0 0 * * FRI#5", "2026-05-29T00:00:00 2026-07-31T00:00:00")]
    [InlineData("0 0 * * 7#1", "2026-03-01T00:00:00")]
    [InlineData("0 0 * * 5L", "2026-02-27T00:00:00 2026-03-27T00:00:00")]
    [InlineData("0 0 * * MONL,TUE", "2026-02-17T00:00:00 2026-02-23T00:00:00 2026-02-24T00:00:00")]
    [InlineData("0 0 13 * 5", "2026-02-13T00:00:00 2026-02-20T00:00:00")]
    [InlineData("0 0 */2 * 5", "2026-02-13T00:00:00 2026-02-27T00:00:00")]
    [InlineData("0 0 29 2 *", "2028-02-29T00:00:00 2032-02-29T00:00:00")]
    public void Comes_at(string expression, string times) =>
        Assert.Equal(times.Split(' '), Next(expression, times.Split(' ').Length));

    [Theory]
    [InlineData("@every 30m", "2026-02-12T10:45:00 2026-02-12T11:15:00")]
    [InlineData("@every 1h30m", "2026-02-12T11:45:00 2026-02-12T13:15:00")]
    [InlineData("@every 1.5h", "2026-02-12T11:45:00")]
    [InlineData("@every 10m30s", "2026-02-12T10:36:00")]
    [InlineData("@every 500ms", "2026-02-12T10:30:01 2026-02-12T10:30:02")]
    [InlineData("@every  45s", "2026-02-12T10:30:45")]
    public void Comes_every_so_often_from_its_registration_on(string expression, string times) =>
        Assert.Equal(times.Split(' '), Next(expression, times.Split(' ').Length, anchor: Now.AddMinutes(-15)));

    [Fact]
    public void Comes_after_the_time_itself_and_a_part_of_a_second()
    {
        var schedule = Read("0 0 * * *");
        var midnight = new DateTimeOffset(2026, 2, 13, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(midnight, schedule.Next(midnight.AddTicks(-1), default));
        Assert.Equal(midnight.AddDays(1), schedule.Next(midnight, default));
        Assert.Equal(midnight.AddDays(1), schedule.Next(midnight.AddTicks(1), default));
    }

    [Theory]
    [InlineData("* * * * * *")]
    [InlineData("0 0 1 1 *")]
    [InlineData("@every 1h")]
    public void Comes_no_more_at_the_end_of_time(string expression) =>
        Assert.Null(Read(expression).Next(DateTimeOffset.MaxValue.AddTicks(-1), Now));

    [Fact]
    public void Comes_later_at_a_time_that_matches_with_none_between()
    {
        var cases =
            from minute in Field(0, 59)
            from hour in Field(0, 23)
            from day in Field(1, 31)
            from month in Field(1, 12)
            from weekday in Field(0, 7)
            from minutes in Gen.Choose(0, 60 * 24 * 800)
            select ($"{minute} {hour} {day} {month} {weekday}", Now.AddMinutes(minutes));

        Laws.Hold(cases, x => ComesWhereItMatches(x.Item1, x.Item2), times: 200);
    }

    [Fact]
    public void Comes_no_earlier_for_a_later_question()
    {
        var zones = new[] { "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe" };
        var cases =
            from zone in Gen.Elements(zones)
            from minute in Field(0, 59)
            from hour in Field(0, 23)
            from seconds in Gen.Choose(0, 3600 * 24 * 400)
            from more in Gen.Choose(0, 3600 * 5)
            select (zone, Expression: $"{minute} {hour} * * *", First: Now.AddSeconds(seconds), More: more);

        Laws.Hold(cases, x =>
        {
            var schedule = Read(x.Expression, x.zone);
            var later = x.First.AddSeconds(x.More);
            var (first, second) = (schedule.Next(x.First, default)!.Value, schedule.Next(later, default)!.Value);

            Assert.True(x.First < first && later < second && first <= second);
            Assert.True(first > later ? first == second : second > first);
        });
    }

    private static void ComesWhereItMatches(string expression, DateTimeOffset after)
    {
        var next = Read(expression).Next(after, default);
        var at = after;
        for (var minutes = 0; minutes < 1_500 && at < (next ?? DateTimeOffset.MaxValue); minutes++)
        {
            at = at.AddMinutes(1);
            Assert.Equal(at == next, Matches(expression, at));
        }

        Assert.True(next is null || (next > after && Matches(expression, next.Value)));
    }

    /// <summary>The rules of cron, said differently: lists of numbers, looked up.</summary>
    private static bool Matches(string expression, DateTimeOffset at)
    {
        var fields = expression.Split(' ');
        var day = Values(fields[2], 1, 31).Contains(at.Day);
        var weekday = Values(fields[4], 0, 7).Select(d => d % 7).Contains((int)at.DayOfWeek);

        return Values(fields[0], 0, 59).Contains(at.Minute)
            && Values(fields[1], 0, 23).Contains(at.Hour)
            && Values(fields[3], 1, 12).Contains(at.Month)
            && (fields[2][0] == '*' || fields[4][0] == '*' ? day && weekday : day || weekday);
    }

    private static IEnumerable<int> Values(string field, int least, int most) => field.Split('/', '-', ',') switch
    {
        ["*"] => Enumerable.Range(least, most - least + 1),
        ["*", var step] => Enumerable.Range(least, (most == 7 ? 6 : most) - least + 1)
            .Where(value => (value - least) % Number(step) == 0),
        [var first, var last] when field.Contains('-') => Enumerable.Range(Number(first), Number(last) - Number(first) + 1),
        var values => values.Select(Number),
    };

    private static FsCheck.Gen<string> Field(int least, int most) => Gen.Frequency(
        (4, Gen.Constant("*")),
        (1, Gen.Choose(1, most).Select(step => $"*/{step}")),
        (2, Gen.Choose(least, most).Select(value => $"{value}")),
        (1, Gen.Choose(least, most).Two().Select(p => $"{Math.Min(p.Item1, p.Item2)}-{Math.Max(p.Item1, p.Item2)}")),
        (1, Gen.Choose(least, most).Two().Select(pair => $"{pair.Item1},{pair.Item2}")));

    private static IEnumerable<string> Next(string expression, int count, DateTimeOffset anchor = default)
    {
        var schedule = Read(expression);
        var at = Now;
        for (var i = 0; i < count; i++)
        {
            at = schedule.Next(at, anchor)!.Value;
            yield return at.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        }
    }

    private static Schedule Read(string expression, string zone = "UTC")
    {
        Assert.True(Zones.TryFind(zone, out var found));
        Assert.True(Schedule.TryParse(expression, found, out var schedule, out var problem), problem);

        return schedule;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
