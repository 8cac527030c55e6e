using System.Globalization;
using JobWorker.Core.Ojs.Schedules;

namespace JobWorker.Core.Tests.Ojs.Schedules;

public sealed class ClocksThatAreChanged
{
    /// <summary>Zone, expression, after, next times in UTC: by walking minute by minute with another time zone library.</summary>
    private const string Table =
        """
        Europe/Berlin | 30 2 * * * | 2026-03-28T00:00 | 2026-03-28T01:30 2026-03-30T00:30 2026-03-31T00:30
        Europe/Berlin | 0 2 * * * | 2026-03-28T02:00 | 2026-03-30T00:00 2026-03-31T00:00 2026-04-01T00:00
        Europe/Berlin | 0 3 * * * | 2026-03-28T12:00 | 2026-03-29T01:00 2026-03-30T01:00 2026-03-31T01:00
        Europe/Berlin | */30 * * * * | 2026-03-29T00:15 | 2026-03-29T00:30 2026-03-29T01:00 2026-03-29T01:30
        Europe/Berlin | 0 * * * * | 2026-03-28T23:30 | 2026-03-29T00:00 2026-03-29T01:00 2026-03-29T02:00
        Europe/Berlin | 30 2 * * * | 2026-10-24T12:00 | 2026-10-25T00:30 2026-10-26T01:30 2026-10-27T01:30
        Europe/Berlin | */30 2 * * * | 2026-10-24T12:00 | 2026-10-25T00:00 2026-10-25T00:30 2026-10-26T01:00
        Europe/Berlin | 0 * * * * | 2026-10-24T23:30 | 2026-10-25T00:00 2026-10-25T02:00 2026-10-25T03:00
        Europe/Berlin | */20 * * * * | 2026-10-25T00:45 | 2026-10-25T02:00 2026-10-25T02:20 2026-10-25T02:40
        Europe/Berlin | 45 2 * * * | 2026-10-25T01:10 | 2026-10-26T01:45 2026-10-27T01:45 2026-10-28T01:45
        Europe/Berlin | 0 0 * * 0 | 2026-10-20T00:00 | 2026-10-24T22:00 2026-10-31T23:00 2026-11-07T23:00
        Europe/Berlin | 30 2 29 3 * | 2026-01-01T00:00 | 2027-03-29T00:30
        America/New_York | 30 2 * * * | 2026-03-07T12:00 | 2026-03-09T06:30 2026-03-10T06:30 2026-03-11T06:30
        America/New_York | 0 9 * * 1-5 | 2026-03-06T12:00 | 2026-03-06T14:00 2026-03-09T13:00 2026-03-10T13:00
        America/New_York | 30 1 * * * | 2026-10-31T12:00 | 2026-11-01T05:30 2026-11-02T06:30 2026-11-03T06:30
        America/New_York | */15 1 * * * | 2026-11-01T04:50 | 2026-11-01T05:00 2026-11-01T05:15 2026-11-01T05:30
        America/New_York | 0 * * * * | 2026-11-01T04:30 | 2026-11-01T05:00 2026-11-01T07:00 2026-11-01T08:00
        America/New_York | 0 * * * * | 2026-11-01T05:30 | 2026-11-01T07:00 2026-11-01T08:00 2026-11-01T09:00
        America/New_York | 59 1 * * * | 2026-11-01T05:59 | 2026-11-02T06:59 2026-11-03T06:59 2026-11-04T06:59
        America/New_York | 0 2 8 3 * | 2026-03-01T00:00 | 2027-03-08T07:00 2028-03-08T07:00
        America/New_York | 0 0 13 * 5 | 2026-01-01T00:00 | 2026-01-02T05:00 2026-01-09T05:00 2026-01-13T05:00
        Australia/Lord_Howe | 15 2 * * * | 2026-10-03T00:00 | 2026-10-04T15:15 2026-10-05T15:15 2026-10-06T15:15
        Australia/Lord_Howe | 0 2 * * * | 2026-10-03T00:00 | 2026-10-04T15:00 2026-10-05T15:00 2026-10-06T15:00
        Australia/Lord_Howe | 30 2 * * * | 2026-10-03T00:00 | 2026-10-03T15:30 2026-10-04T15:30 2026-10-05T15:30
        Australia/Lord_Howe | */10 * * * * | 2026-10-03T15:15 | 2026-10-03T15:20 2026-10-03T15:30 2026-10-03T15:40
        Australia/Lord_Howe | 45 1 * * * | 2026-04-04T00:00 | 2026-04-04T14:45 2026-04-05T15:15 2026-04-06T15:15
        Australia/Lord_Howe | */15 1 * * * | 2026-04-04T00:00 | 2026-04-04T14:00 2026-04-04T14:15 2026-04-04T14:30
        Australia/Lord_Howe | */10 * * * * | 2026-04-04T14:45 | 2026-04-04T14:50 2026-04-04T15:30 2026-04-04T15:40
        Australia/Lord_Howe | 0 2 * * * | 2026-04-03T00:00 | 2026-04-03T15:00 2026-04-04T15:30 2026-04-05T15:30
        Asia/Kolkata | 0 0 * * * | 2026-02-12T10:30 | 2026-02-12T18:30 2026-02-13T18:30 2026-02-14T18:30
        Asia/Kolkata | 30 5 * * * | 2026-02-12T00:00 | 2026-02-13T00:00 2026-02-14T00:00 2026-02-15T00:00
        Asia/Kolkata | */7 * * * * | 2026-02-12T10:30 | 2026-02-12T10:37 2026-02-12T10:44 2026-02-12T10:51
        Asia/Kolkata | 0 9 1 1,7 * | 2026-02-12T10:30 | 2026-07-01T03:30 2027-01-01T03:30 2027-07-01T03:30
        UTC | * * * * * | 2026-02-12T10:30 | 2026-02-12T10:31 2026-02-12T10:32 2026-02-12T10:33
        UTC | */5 * * * * | 2026-12-31T23:58 | 2027-01-01T00:00 2027-01-01T00:05 2027-01-01T00:10
        UTC | 0 0 29 2 * | 2026-02-12T10:30 | 2028-02-29T00:00
        UTC | 0 12 31 * * | 2026-02-12T10:30 | 2026-03-31T12:00 2026-05-31T12:00 2026-07-31T12:00
        UTC | 0 0 */10 * 1 | 2026-02-12T10:30 | 2026-05-11T00:00 2026-06-01T00:00 2026-08-31T00:00
        UTC | 0 0 1,15 * 3 | 2026-02-12T10:30 | 2026-02-15T00:00 2026-02-18T00:00 2026-02-25T00:00
        UTC | 10-40/15 8,20 * 2-3 * | 2026-02-12T10:30 | 2026-02-12T20:10 2026-02-12T20:25 2026-02-12T20:40
        America/St_Johns | 1 0 * * * | 2026-03-07T00:00 | 2026-03-07T03:31 2026-03-08T03:31 2026-03-09T02:31
        America/Havana | 30 0 * * * | 2026-03-07T00:00 | 2026-03-07T05:30 2026-03-09T04:30 2026-03-10T04:30
        Atlantic/Azores | 0 0 * * * | 2026-03-28T00:00 | 2026-03-28T01:00 2026-03-30T00:00 2026-03-31T00:00
        """;

    public static TheoryData<string> Rows => [.. Table.Split('\n')];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Skip_times_that_do_not_come_and_count_those_that_come_twice_once(string row)
    {
        string[] cells = [.. row.Split(" | ")];
        var (zone, expression, after, next) = (cells[0], cells[1], cells[2], cells[3]);
        Assert.True(Zones.TryFind(zone.Trim(), out var found));
        Assert.True(Schedule.TryParse(expression, found, out var schedule, out _));

        var times = new List<string>();
        var at = Utc(after);
        foreach (var _ in next.Split(' '))
        {
            at = schedule.Next(at, anchor: default)!.Value;
            Assert.Equal(TimeSpan.Zero, at.Offset);
            times.Add(at.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
        }

        Assert.Equal(next.Trim(), string.Join(' ', times));
    }

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
